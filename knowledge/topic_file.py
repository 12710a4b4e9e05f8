"""Typed access to one topic's file of stock Rasa responses, with line and remedy in errors.

Knows how a variation, its language and its metadata are written down. Knows no city.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from knowledge import placeholders
from knowledge.documents import DataError, Document
from knowledge.formats import isolate

PREFIX = "utter_faq/"


class TopicFile:
    """The variations of one topic; every method takes the position of a variation."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.key = f"{PREFIX}{document.path.stem}"
        responses = document.data.get("responses") if isinstance(document.data, dict) else None
        if not isinstance(responses, dict) or list(responses) != [self.key]:
            raise document.error(
                "responses",
                what=f"the file does not hold exactly one response called '{self.key}'",
                remedy=f"write 'responses:' and below it '{self.key}:'",
            )
        self._variations = responses[self.key]
        if not isinstance(self._variations, list) or not self._variations:
            raise document.error(
                "responses", self.key, what="no variation stands here", remedy="add one"
            )

    @property
    def count(self) -> int:
        """How many variations there are."""
        return len(self._variations)

    def error(self, index: int, *keys: str, what: str, remedy: str) -> DataError:
        """An error to raise about a variation or a part of it."""
        return self._document.error("responses", self.key, index, *keys, what=what, remedy=remedy)

    def language(self, index: int) -> str:
        """The language of the variation's one condition."""
        row = self._variations[index]
        try:
            (condition,) = row["condition"]
            if condition["type"] == "slot" and condition["name"] == "language":
                return str(condition["value"])
        except (KeyError, TypeError, ValueError):
            pass
        raise self.error(
            index,
            what="the variation does not say its language",
            remedy="write '- condition: [{type: slot, name: language, value: fr}]'",
        )

    def value(self, index: int, field: str) -> Any:
        """A field of the variation's metadata, None where it is missing."""
        metadata = self._variations[index].get("metadata") or {}
        return metadata.get(field) if isinstance(metadata, dict) else None

    def maybe(self, index: int, field: str) -> str | None:
        """A text of the metadata or None."""
        value = self.value(index, field)
        if value is None or isinstance(value, str):
            return value.strip() if value else None
        raise self.error(
            index, "metadata", field, what=f"'{field}' is no text", remedy="put it in quotes"
        )

    def text(self, index: int, field: str) -> str:
        """A text of the metadata that must be there."""
        value = self.maybe(index, field)
        if not value:
            raise self.error(
                index, "metadata", what=f"'{field}' is missing", remedy=f"add '{field}: ...'"
            )
        return value

    def status(self, index: int, allowed: Sequence[str]) -> str:
        """The state of the wording: the source, a draft, reviewed or outdated."""
        value = self.maybe(index, "status") or ("source" if index == 0 else "draft")
        if value not in allowed:
            raise self.error(
                index,
                "metadata",
                "status",
                what=f"the status '{value}' is unknown",
                remedy=f"write one of: {', '.join(allowed)}",
            )
        return value

    def names(self, index: int, field: str | None) -> tuple[str, ...]:
        """The facts that the text (or a text of the metadata) refers to, in order."""
        text = self._variations[index].get("text") if field is None else self.value(index, field)
        return placeholders.names(text) if isinstance(text, str) else ()

    def filled(
        self, index: int, field: str | None, facts: Mapping[str, str], direction: str
    ) -> str:
        """The variation's text (or a text of its metadata) with office facts filled in."""
        if field is None:
            text = self._variations[index].get("text")
            keys: tuple[str, ...] = ("text",)
        else:
            text, keys = self.maybe(index, field) or "", ("metadata", field)
        if not isinstance(text, str) or (field is None and not text.strip()):
            raise self.error(
                index, what="the text is missing", remedy="add 'text: |-' and the text"
            )
        try:
            return isolate(placeholders.fill(text.strip(), facts), direction)
        except placeholders.MissingValueError as error:
            raise self.error(
                index,
                *keys,
                what=f"nothing is known about {{{error.args[0]}}}",
                remedy="correct the name, or add the fact to city.yml",
            ) from error
