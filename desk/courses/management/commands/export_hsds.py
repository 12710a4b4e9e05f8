"""`desk export_hsds FILE [--schema FILE]`: the inventory as HSDS 3, validated before it is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from jsonschema import Draft202012Validator, RefResolver

from desk.courses import exported

SCHEMA = Path(__file__).parents[2] / "exchange" / "hsds.schema.json"


class Command(BaseCommand):
    """Writes nothing that does not validate."""

    def add_arguments(self, parser: CommandParser) -> None:
        """The file to write; the standard's `service.json` amid its siblings, not our summary."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--schema", type=Path, default=SCHEMA)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exports. A document that does not validate is an error that names the first place."""
        content = exported.content("json")
        document = json.loads(content)
        checked = validator(options["schema"])
        # The published schema describes one service, our summary the list of them.
        of_one = checked.schema.get("type") == "object"
        for part in document if of_one else [document]:
            for error in checked.iter_errors(part):
                raise CommandError(f"{error.json_path}: {error.message[:200]}")
        options["file"].write_bytes(content)


def validator(path: Path) -> Draft202012Validator:
    """Of a schema file; what it refers to by name lies beside it (`phone.json`)."""

    def beside(uri: str) -> Any:
        return json.loads((path.parent / Path(uri).name).read_text(encoding="utf-8"))

    schema = beside(path.name)
    # Whatever address the files name themselves by: nothing is fetched.
    handlers = dict.fromkeys(("", "http", "https", "file"), beside)
    return Draft202012Validator(
        schema,
        resolver=RefResolver(base_uri="", referrer=schema, handlers=handlers),
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
