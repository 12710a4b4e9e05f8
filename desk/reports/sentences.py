"""From a group of questions to examples: sentences that a colleague wrote anew, for maintainers.

A sentence that takes over what somebody said is refused. Knows no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import yaml
from django.utils.translation import gettext_lazy as _

from desk import library
from desk.people.models import User
from desk.reports.models import Sentence
from knowledge import masking

LONGEST = 200
_NAME = re.compile(r"[a-z][a-z0-9_]{2,40}")


class RefusedError(ValueError):
    """Why a sentence is not kept; the argument is said to the colleague."""


def read(text: str, *, shown: Iterable[str]) -> list[str]:
    """The sentences of a form, one a line.

    Args:
        shown: what the group's people said, as far as it was shown.

    Raises:
        RefusedError: none, too long, still masked, or as somebody said it.
    """
    lines = [" ".join(line.replace("\x00", "").split()).lstrip("- ") for line in text.splitlines()]
    found = list(dict.fromkeys(line for line in lines if line))
    said = list(shown)
    if not found:
        raise RefusedError(_("Write at least one sentence."))
    for line in found:
        if len(line) > LONGEST:
            raise RefusedError(_("A sentence may have 200 characters."))
        if masking.MASK in line:
            raise RefusedError(_("A sentence still holds a masked word (▢). Write it anew."))
        if re.search(r"\d{4,}|@|https?:", line):
            raise RefusedError(_("A sentence holds a number or an address. Leave it out."))
        if any(masking.alike(line, one) for one in said):
            raise RefusedError(_("A sentence is what somebody said. Say it in your own words."))
    return found


def topic(chosen: str, new: str) -> str:
    """The topic that the sentences ask for: one of the city's, or a name for a new one.

    Raises:
        RefusedError: neither.
    """
    name = re.sub(r"\W+", "_", new.strip().lower(), flags=re.ASCII).strip("_") if new else chosen
    if not (name in library.topics() if not new else _NAME.fullmatch(name)):
        raise RefusedError(_("Choose a topic, or name a new one with letters from a to z."))
    return name


def keep(lines: Iterable[str], *, topic: str, language: str, kind: str, by: User) -> int:
    """Keeps them for the maintainers; returns how many are new."""
    new = 0
    for line in lines:
        _row, made = Sentence.objects.get_or_create(
            topic=topic, language=language, text=line, defaults={"kind": kind, "by": by}
        )
        new += made
    return new


def exported() -> str:
    """All sentences in the form of data/nlu, to be pasted into its files."""
    blocks: dict[tuple[str, str, str], list[str]] = {}
    for one in Sentence.objects.order_by("topic", "language", "kind", "id"):
        blocks.setdefault((one.topic, one.language, one.kind), []).append(one.text)
    nlu = [
        {
            "intent": f"faq/{name}",
            "metadata": {"language": language, "kind": kind},
            "examples": "".join(f"- {line}\n" for line in lines),
        }
        for (name, language, kind), lines in blocks.items()
    ]
    return yaml.dump(
        {"version": "3.1", "nlu": nlu},
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=10_000,
    )


class _Dumper(yaml.SafeDumper):
    """Writes lines below one another, as the files in data/nlu have them."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
