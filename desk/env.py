"""Reads the settings of the project: default.env < secrets of the city < environment.

Knows files and names of variables. Knows nothing of what Django makes of them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def parse(text: str) -> dict[str, str]:
    """`NAME=value` lines; empty lines and lines beginning with `#` are passed over."""
    values: dict[str, str] = {}
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#") or "=" not in line:
            continue
        name, value = line.split("=", 1)
        value = value.strip()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        values[name.strip()] = value
    return values


def load(environ: Mapping[str, str] | None = None, *, root: Path = ROOT) -> dict[str, str]:
    """All settings as text. An empty variable of the environment counts as set."""
    environ = os.environ if environ is None else environ
    values = _read(root / "default.env")
    values.update(environ)
    values["VAR_DIR"] = str((root / (values.get("VAR_DIR") or "var")).resolve())
    secrets = _read(Path(values["VAR_DIR"]) / "secrets" / f"{values.get('CITY', '')}.env")
    for name, value in secrets.items():
        if not environ.get(name):
            values[name] = value
    return values


def _read(path: Path) -> dict[str, str]:
    return parse(path.read_text(encoding="utf-8")) if path.is_file() else {}
