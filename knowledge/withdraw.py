"""Withdraws an answer in all languages at once: one line in the topic's file, readable for anybody.

Changes nothing else in the file. Knows no running bot.
"""

from __future__ import annotations

import re
from pathlib import Path

_METADATA = re.compile(r"^(?P<indent> +)metadata:[ ]*$", re.MULTILINE)
_LINE = "withdrawn: true   # readers are sent to the office; take this line out once corrected"


class NoSuchTopicError(Exception):
    """There is no such topic, or its file has no metadata to write into."""


def withdraw(answer: Path) -> bool:
    """Marks the topic as withdrawn; False when it is already.

    Raises:
        NoSuchTopicError: the file is missing or has another form.
    """
    if not answer.is_file():
        raise NoSuchTopicError(answer.stem)
    text = answer.read_text(encoding="utf-8")
    if re.search(r"^ +withdrawn: true\b", text, re.MULTILINE):
        return False
    found = _METADATA.search(text)
    if found is None:
        raise NoSuchTopicError(answer.stem)
    line = f"\n{found['indent']}  {_LINE}"
    answer.write_text(text[: found.end()] + line + text[found.end() :], encoding="utf-8")
    return True
