"""Compiles the interface's translations (locale/*/LC_MESSAGES/django.po) without a gettext binary.

Knows files of translations. Knows no sentence.
"""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent / "locale"


def compile_catalogs(folder: Path = LOCALE) -> list[Path]:
    """Writes each .mo that is missing or older than its .po; returns what was written."""
    written: list[Path] = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalog = read_po(stream, locale=source.parent.parent.name)
        # Two processes may start at once: each writes its own file and renames it.
        passing = target.with_suffix(f".mo.{os.getpid()}")
        with passing.open("wb") as stream:
            write_mo(stream, catalog)
        passing.replace(target)
        written.append(target)
    return written
