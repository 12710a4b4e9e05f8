"""Checks on the wording of one topic: length, numbers and links, script.

What holds for a reader in one language must hold in all: the same numbers, the same links.
Knows no file format.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from knowledge import documents
from knowledge.documents import Problem
from knowledge.formats import latin, plain
from knowledge.ground import LINK, links
from knowledge.library import Library
from knowledge.skeleton import TO_WRITE
from knowledge.topic import Answer, Topic

LONGEST = 900
LONGEST_SIMPLE = 300
LONGEST_TITLE = 40
_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f.,:/-]?\d+)*")
_SEPARATORS = re.compile(r"[^\d]")
# The Unicode name of a letter begins with its script.
_SCRIPTS = {"Latin": "LATIN", "Arabic": "ARABIC", "Cyrillic": "CYRILLIC"}
# Names of offices stay in Latin script, so a fair share is enough.
_ENOUGH_LETTERS = 0.3


def wording_problems(topic: Topic, library: Library) -> Iterator[Problem]:
    """All problems of a topic's wordings; translations are compared with the source language."""
    source = topic.answers[topic.source_language]
    document = documents.read(topic.file)
    key = f"utter_faq/{topic.name}"
    for index, answer in enumerate(topic.answers.values()):
        for what, remedy, warning in _of_one(answer, source, library):
            yield Problem(
                file=topic.file,
                line=document.line("responses", key, index),
                what=f"'{answer.language}': {what}",
                remedy=remedy,
                topic=topic.name,
                warning=warning,
            )


def numbers(text: str) -> Counter[str]:
    """The numbers of a text without separators: `2.500`, `2 500` and `2,500` are the same."""
    bare = LINK.sub(" ", latin(plain(text)))
    return Counter(_SEPARATORS.sub("", found) for found in _NUMBER.findall(bare))


def right_script(text: str, script: str) -> bool:
    """Whether a fair share of the letters belongs to the script; unknown scripts pass."""
    wanted = _SCRIPTS.get(script)
    letters = [letter for letter in LINK.sub(" ", text) if letter.isalpha()]
    if wanted is None or not letters:
        return True
    own = sum(unicodedata.name(letter, "").startswith(wanted) for letter in letters)
    return own / len(letters) >= _ENOUGH_LETTERS


def _of_one(answer: Answer, source: Answer, library: Library) -> Iterator[tuple[str, str, bool]]:
    text, simple = plain(answer.text), plain(answer.simple or "")
    if TO_WRITE in f"{text}{simple}{answer.title}":
        yield "something is still to be written", f"replace every {TO_WRITE}", False
    if len(text) > LONGEST:
        yield f"the answer has {len(text)} characters", f"at most {LONGEST}: shorten it", False
    if not simple:
        yield "the simple text is missing", "add simple: ... (at most 300 characters)", True
    if len(simple) > LONGEST_SIMPLE:
        yield (
            f"the simple text has {len(simple)} characters",
            f"at most {LONGEST_SIMPLE}: shorten it",
            False,
        )
    if len(answer.title) > LONGEST_TITLE:
        yield (
            f"the title has {len(answer.title)} characters",
            f"at most {LONGEST_TITLE}, or a button cuts it off",
            True,
        )
    script = library.languages[answer.language].script
    if not (right_script(text, script) and right_script(f"{answer.title} {simple}", script)):
        yield "the text is not in this language's script", f"write it in {script} script", False
    if answer is source:
        return
    odd = set(answer.names) ^ set(source.names)
    odd |= set(answer.simple_names) ^ set(source.simple_names)
    if odd:
        yield (
            f"offices differ from '{source.language}': {', '.join(sorted(odd))}",
            "refer to the same offices and fields in every language",
            False,
        )
    for name, own, other in (
        ("answer", text, plain(source.text)),
        ("simple text", simple, plain(source.simple or "")),
    ):
        if not own or not other:
            continue
        odd = (set(numbers(own)) ^ set(numbers(other))) - {""}
        if odd:
            yield (
                f"numbers of the {name} differ from '{source.language}': {', '.join(sorted(odd))}",
                "correct them, or mark the translation outdated",
                False,
            )
        odd = links(own) ^ links(other)
        if odd:
            yield (
                f"links of the {name} differ from '{source.language}': {', '.join(sorted(odd))}",
                "use the same links in every language",
                False,
            )
