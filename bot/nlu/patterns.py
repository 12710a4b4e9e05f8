"""The files of data/patterns/ compiled to spaCy matchers, one a language.

Knows the pattern syntax (data/patterns/README.md). Refuses to know which wish wins and what a
negation does.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import yaml
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.nlu.canon import MARKS, Piece, Vocabulary, pieces
from bot.nlu.city import places
from bot.nlu.scripts import fold

FOLDER = Path(__file__).parents[2] / "data" / "patterns"
ANY = "any"
IGNORE = "ignore"
DANGER = "emergency"
# Languages whose names of places take case endings, and the letters these begin with.
DECLINED = ("uk", "ru", "bg", "lv")
ENDINGS = "аеиоуяюєіїaeius"
GAP = 4


@dataclass(frozen=True, kw_only=True)
class Found:
    """A pattern found: `key` and `value` as in its file, `first` and `last` are pieces (last is
    behind the end)."""

    key: str
    value: str
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One pattern as written, for one key, value and language."""

    key: str
    value: str
    language: str
    text: str


class Matchers:
    """All patterns of all languages."""

    def __init__(self, rules: Sequence[Rule], *, typos: bool = True) -> None:
        """Compiles: a matcher and a vocabulary a language. `typos`: as in `Vocabulary`."""
        by_language: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            by_language[rule.language].append(rule)
        self._of = {code: _Matcher(own, typos) for code, own in by_language.items()}

    def find(
        self, message: Sequence[Piece], languages: Sequence[str], guests: Sequence[str] = ()
    ) -> list[Found]:
        """What the patterns of these languages, and of any language, find.

        Of `guests`, languages that people mix in, wishes count but not small words such as "no".
        """
        words = [piece.text for piece in message]
        found: set[Found] = set()
        for language in dict.fromkeys((ANY, *languages, *guests)):
            own = language == ANY or language in languages
            if language in self._of:
                found.update(one for one in self._of[language](words) if own or one.key != "cues")
        return sorted(found, key=lambda one: (one.first, -one.last, one.key, one.value))


class _Matcher:
    """One language's patterns. A token's lemma is the pattern word it is, its tag its stem."""

    def __init__(self, rules: Sequence[Rule], typos: bool) -> None:
        self._vocab = Vocab()
        self._matcher = Matcher(self._vocab)
        words: set[str] = set()
        by_name: dict[tuple[str, str], list[list[dict[str, Any]]]] = defaultdict(list)
        parsed = [(rule, _parse(rule.text)) for rule in rules]
        for _, items in parsed:
            words.update(word for item in items for word in item.words)
        self._vocabulary = Vocabulary(words, typos=typos)
        for rule, items in parsed:
            by_name[rule.key, rule.value].extend(_variants(items))
        self._names: dict[int, tuple[str, str]] = {}
        for (key, value), patterns in by_name.items():
            name = f"{key}={value}"
            self._matcher.add(name, [pattern for pattern in patterns if pattern])
            self._names[self._vocab.strings[name]] = (key, value)

    def __call__(self, words: Sequence[str]) -> Iterator[Found]:
        readings = [self._vocabulary.readings(word) for word in words]
        if not any(readings):
            return
        exact = [_first(own, stem=False) for own in readings]
        stems = [sorted((one for one in own if one.endswith("*")), key=len) for own in readings]
        # A word with several stems is tried with each: the first round takes the longest.
        for turn in range(max(1, *map(len, stems))):
            tags = [own[max(-len(own), -1 - turn)] if own else "_" for own in stems]
            document = Doc(self._vocab, words=list(words), lemmas=exact, tags=tags)
            for name, first, last in self._matcher(document):
                if any(word in MARKS for word in words[first:last]):
                    continue
                key, value = self._names[name]
                yield Found(key=key, value=value, first=first, last=last)


def _first(own: frozenset[str], *, stem: bool) -> str:
    return next((one for one in sorted(own) if one.endswith("*") == stem), "_")


@dataclass(frozen=True, kw_only=True)
class _Item:
    """A place in a pattern: one of `words`, optional or not; no words: a gap."""

    words: tuple[str, ...]
    optional: bool = False


def _variants(items: Sequence[_Item]) -> Iterator[list[dict[str, Any]]]:
    """One matcher pattern for each choice of words. Plain equality only: spaCy evaluates any other
    predicate in Python, ten times slower."""
    choices = [item.words or (None,) for item in items]
    for chosen in product(*choices):
        tokens: list[dict[str, Any]] = []
        for item, word in zip(items, chosen, strict=True):
            if word is None:
                tokens.extend([{"OP": "?"}] * GAP)
            else:
                token = {"TAG" if word.endswith("*") else "LEMMA": word}
                tokens.append({**token, "OP": "?"} if item.optional else token)
        yield tokens


def _parse(text: str) -> list[_Item]:
    items: list[_Item] = []
    for part in text.split():
        if part == "..":
            items.append(_Item(words=()))
            continue
        optional = part.startswith("?")
        choices = [_words(choice) for choice in part.lstrip("?").split("/")]
        if any(len(choice) > 1 for choice in choices):
            items.extend(_Item(words=(word,), optional=optional) for word in choices[0])
        else:
            words = tuple(choice[0] for choice in choices if choice)
            items.append(_Item(words=words, optional=optional))
    return [item for item in items if item.words or items[0] is not item]


def _words(written: str) -> list[str]:
    """A pattern's word, folded; an apostrophe or hyphen makes several."""
    stem = written.endswith("*")
    found = [piece.text for piece in pieces(written.rstrip("*")) if not piece.is_mark]
    if stem and found:
        found[-1] += "*"
    return found


def read(folder: Path = FOLDER) -> Iterator[Rule]:
    """The rules of all wishes and cues, and of the city's places."""
    for path in sorted(folder.glob("*.yml")):
        if path.stem != DANGER:
            yield from read_file(path)
    yield from _places()


def read_file(path: Path) -> Iterator[Rule]:
    """The rules of one pattern file."""
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader) or {}
    for key, values in content.items():
        for value, languages in values.items():
            if not isinstance(languages, dict):
                languages = {ANY: languages}
            for language, patterns in languages.items():
                name = key if value != IGNORE else f"{IGNORE}:{key}"
                for text in patterns or ():
                    yield Rule(key=name, value=value, language=language, text=text)


def _places() -> Iterator[Rule]:
    for place in places():
        for language, name in place.spellings:
            words = fold(name).replace("-", " ").split()
            # Case endings: a name in these languages is a stem of itself.
            declined = language in DECLINED
            suffixed = len(words) == 1 and len(words[0]) > 6
            text = " ".join(
                f"{word[:-1] if word[-1] in ENDINGS else word}*"
                if (declined and len(word) > 4) or suffixed
                else word
                for word in words
            )
            key = "municipality" if place.municipality else "place"
            yield Rule(key=key, value=place.name, language=ANY, text=text)


def fingerprint(folder: Path = FOLDER) -> str:
    """Changes whenever a pattern file does."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(folder.glob("*.yml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
