"""`desk export_hsds FILE [--schema FILE]`: the inventory as HSDS 3, validated before it is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from jsonschema import Draft202012Validator

from desk.courses import exported

SCHEMA = Path(__file__).parents[2] / "exchange" / "hsds.schema.json"


class Command(BaseCommand):
    """Writes nothing that does not validate."""

    def add_arguments(self, parser: CommandParser) -> None:
        """The file to write; a schema file of the standard, instead of our own summary."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--schema", type=Path, default=SCHEMA)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exports. A document that does not validate is an error that names the first place."""
        content = exported.content("json")
        schema = json.loads(options["schema"].read_text(encoding="utf-8"))
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        for error in validator.iter_errors(json.loads(content)):
            raise CommandError(f"{error.json_path}: {error.message[:200]}")
        options["file"].write_bytes(content)
