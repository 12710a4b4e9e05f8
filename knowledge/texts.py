"""The sentences of `data/texts/`: bot, widget, desk's phrasebook, by key and language.

Knows which key exists in which language and fills its placeholders. Refuses a key that
stands twice. Knows nothing of intents, channels or topics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge import documents, placeholders
from knowledge.formats import isolate
from knowledge.languages import Languages

_NO_LANGUAGE = ("choices", "sign", "asks")


class UnknownTextError(KeyError):
    """No text has this key."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text: its choices (buttons), sign and wording by language, and where it stands.

    `asks`: what it asks the person for, where a channel has a way of its own to give it ("number",
    "place").
    """

    key: str
    choices: tuple[str, ...]
    sign: str | None
    asks: str | None
    wording: Mapping[str, str]
    file: Path
    line: int


class Texts:
    """All texts of one installation. `facts` are filled in by language: code -> name -> value."""

    def __init__(
        self,
        texts: Mapping[str, Text],
        languages: Languages,
        facts: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self._texts = dict(texts)
        self._languages = languages
        self._facts = dict(facts or {})

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def keys(self) -> tuple[str, ...]:
        """All keys, in the order of the files."""
        return tuple(self._texts)

    def entry(self, key: str) -> Text:
        """The whole entry.

        Raises:
            UnknownTextError: there is no such key.
        """
        try:
            return self._texts[key]
        except KeyError as error:
            raise UnknownTextError(key) from error

    def languages_of(self, key: str) -> tuple[str, ...]:
        """The languages in which `key` is written."""
        return tuple(self.entry(key).wording)

    def choices(self, key: str) -> tuple[str, ...]:
        """The names of the choices (buttons) shown under the text."""
        return self.entry(key).choices

    def language(self, key: str, language: str | None) -> str:
        """The language in which a reader of `language` gets this text."""
        wording = self.entry(key).wording
        for code in (*self._languages.chain(language), "en"):
            if code in wording:
                return code
        return next(iter(wording))

    def raw(self, key: str, language: str | None) -> str:
        """The wording by the language chain, placeholders not filled."""
        return self.entry(key).wording[self.language(key, language)]

    def get(self, key: str, language: str | None, /, **values: object) -> str:
        """The wording by the language chain with facts and `values` filled in.

        A line that needs a fact which the city does not have is left out.

        Raises:
            UnknownTextError: there is no such key.
            MissingValueError: a placeholder has no value.
        """
        code = self.language(key, language)
        known = self._values(code, values)
        text = placeholders.without_unknown_facts(self.raw(key, code), known)
        return self._finish(placeholders.fill(text, known), code)

    def get_lines(self, key: str, language: str | None, /, **values: object) -> str:
        """As `get`, but a line that needs a value which is not there is left out."""
        code = self.language(key, language)
        filled = placeholders.fill_lines(self.raw(key, code), self._values(code, values))
        return self._finish(filled, code)

    def _values(self, code: str, values: Mapping[str, object]) -> dict[str, object]:
        facts = self._facts.get(code) or self._facts.get(self._languages.source) or {}
        return {**facts, **values}

    def _finish(self, text: str, code: str) -> str:
        return isolate(text, self._languages.direction(code))


def load(
    folder: Path,
    languages: Languages,
    *,
    facts: Mapping[str, Mapping[str, str]] | None = None,
) -> Texts:
    """Read all `*.yml` of a folder.

    Raises:
        DataError: broken YAML, a key that stands twice, an empty or unknown language.
    """
    texts: dict[str, Text] = {}
    for path in sorted(folder.glob("*.yml")):
        document = documents.read(path)
        for key, row in ((document.data or {}).get("texts") or {}).items():
            if key in texts:
                first = texts[key]
                raise document.error(
                    "texts",
                    key,
                    what=f"'{key}' already stands in {first.file.name}, line {first.line}",
                    remedy="keep one of the two and delete the other",
                )
            texts[key] = _entry(document, key, row, languages)
    return Texts(texts, languages, facts)


def _entry(document: documents.Document, key: str, row: object, languages: Languages) -> Text:
    if not isinstance(row, dict):
        raise document.error(
            "texts", key, what="no language stands under the key", remedy="add en: ..., fr: ..."
        )
    wording: dict[str, str] = {}
    for code, text in row.items():
        if code in _NO_LANGUAGE:
            continue
        if code not in languages:
            raise document.error(
                "texts",
                key,
                code,
                what=f"'{code}' is no language of data/languages.yml",
                remedy='correct the code (the code for Norwegian must be written "no")',
            )
        if not isinstance(text, str) or not text.strip():
            raise document.error(
                "texts", key, code, what="the text is empty", remedy="write it or delete the line"
            )
        wording[code] = text.strip("\n")
    if not wording:
        raise document.error(
            "texts", key, what="no language stands under the key", remedy="add en: ..., fr: ..."
        )
    return Text(
        key=key,
        choices=tuple(row.get("choices") or ()),
        sign=row.get("sign"),
        asks=row.get("asks"),
        wording=wording,
        file=document.path,
        line=document.line("texts", key),
    )
