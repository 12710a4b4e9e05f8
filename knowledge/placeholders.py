"""Placeholders in texts: `{name}` for a value of the caller, `{office.field}` for a fact.

Knows how to find and fill them. Knows no file, language or office.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\}")


class MissingValueError(KeyError):
    """A text needs a value that nobody gave."""


def names(text: str) -> tuple[str, ...]:
    """The placeholders that stand in `text`, in order, each once."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(text)))


def fill(text: str, values: Mapping[str, object]) -> str:
    """Put the values in.

    Raises:
        MissingValueError: a placeholder has no value.
    """

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if values.get(name) is None:
            raise MissingValueError(name)
        return str(values[name])

    return PLACEHOLDER.sub(value, text)


def without_unknown_facts(text: str, values: Mapping[str, object]) -> str:
    """The text without the lines that need a fact `{office.field}` which is not known.

    A city whose office has no telephone loses that line, not the whole text. A text of which
    nothing would be left stays as it is, so that filling it raises.
    """
    lines = [
        line
        for line in text.split("\n")
        if all("." not in name or values.get(name) is not None for name in names(line))
    ]
    return "\n".join(lines) if any(line.strip() for line in lines) else text


def fill_lines(text: str, values: Mapping[str, object]) -> str:
    """Put the values in and leave out each line that needs a value which is not there.

    Made for emergency texts: a city that has no checked number for a kind of danger
    shows the other lines, and never a hole or a wrong number.
    """
    lines = []
    for line in text.split("\n"):
        if all(values.get(name) is not None for name in names(line)):
            lines.append(fill(line, values))
    return "\n".join(lines).strip("\n")
