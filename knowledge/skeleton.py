"""Skeletons of a new topic: its two files, ready to be filled in.

Writes only files that do not exist yet. Knows the form of the files, not their content.
"""

from __future__ import annotations

import re
from pathlib import Path

from knowledge import menu
from knowledge.library import Library

TO_WRITE = "TO WRITE"
_NAME = re.compile(r"[a-z][a-z0-9_]{2,40}")

_FIRST = """\
version: "3.1"
responses:
  utter_faq/{name}:
  - condition: [{{type: slot, name: language, value: {language}}}]
    text: |-
      TO WRITE: the answer, at most 900 characters. Offices as {{{office}.address}}.
    metadata:
      title: TO WRITE (at most 40 characters)
      simple: TO WRITE, at most 300 characters, everyday words, one action.
      status: source
      sign: "❔"
      source: {{url: "https://TO.WRITE", year: "undated"}}
      more_sources: []
      confirmed: null
      related: []
      menu: {group}
      legal: false
      check: What the office must still confirm.
      facts:
      - TO WRITE, what the source says, with its numbers
"""
_OTHER = """\
  - condition: [{{type: slot, name: language, value: {language}}}]
    text: |-
      TO WRITE
    metadata:
      title: TO WRITE
      simple: TO WRITE
      status: draft
"""
_EXAMPLES = """\
- intent: faq/{name}
  metadata: {{language: {language}, kind: plain}}
  examples: |
    - TO WRITE: what somebody asks ({language})
"""


class TopicNameError(ValueError):
    """The name is not usable, or the topic exists already."""


def write(library: Library, name: str) -> tuple[Path, Path]:
    """Write answer and example skeletons; returns their paths.

    Raises:
        TopicNameError: the name has other signs than a-z, 0-9 and _, or a file exists.
    """
    if not _NAME.fullmatch(name):
        raise TopicNameError(name)
    answer = library.city_folder / "answers" / f"{name}.yml"
    examples = library.root / "nlu" / "faq" / f"{name}.yml"
    if answer.exists():
        raise TopicNameError(name)
    languages = dict.fromkeys((library.city.source_language, *library.city.required_languages))
    first, *others = languages
    office = library.city.main_office
    screens = menu.of(library).groups()
    roomy = [group for group in screens if len(group.items) < menu.MOST_ON_A_SCREEN]
    group = next((group.name for group in reversed(roomy)), "")
    text = _FIRST.format(name=name, language=first, office=office, group=group)
    text += "".join(_OTHER.format(language=code) for code in others)
    answer.parent.mkdir(parents=True, exist_ok=True)
    answer.write_text(text, encoding="utf-8")
    if not examples.exists():
        examples.parent.mkdir(parents=True, exist_ok=True)
        blocks = "".join(_EXAMPLES.format(name=name, language=code) for code in languages)
        examples.write_text(f'version: "3.1"\nnlu:\n{blocks}', encoding="utf-8")
    return answer, examples
