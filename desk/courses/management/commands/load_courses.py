"""`manage load_courses [file]`: brings the inventory up to a courses file and says what it did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from desk.courses import near
from desk.courses.load import FileError, load


class Command(BaseCommand):
    """Adds and changes courses by id. Broken rows are listed; good ones are loaded all the same."""

    def add_arguments(self, parser: CommandParser) -> None:
        """One argument: the file; without it, the city's own."""
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads the file. A file that cannot be read at all is an error."""
        city = Path(settings.DATA_DIR) / "cities" / settings.CITY
        path = options["file"] or city / "courses.csv"
        try:
            report = load(path, near.read(city / "places.yml"))
        except FileError as error:
            raise CommandError(str(error)) from error
        for problem in report.problems:
            where = {"path": path.name, "line": problem.line, "column": problem.column or "-"}
            self.stderr.write(
                _("%(path)s, line %(line)s, column %(column)s: ") % where + problem.reason
            )
        counts = {
            "added": len(report.added),
            "changed": len(report.changed),
            "same": len(report.unchanged),
            "refused": len({problem.line for problem in report.problems}),
        }
        self.stdout.write(
            _(
                "Courses: %(added)s added, %(changed)s changed, %(same)s unchanged, "
                "%(refused)s rows refused."
            )
            % counts
        )
