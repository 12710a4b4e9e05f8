"""Seed phrases: what languages look like, also those with few or no training rows.

Knows the files of data/patterns/languages/: one a language, `phrases` in its own script, `latin`
as people type it without that script, `words` that are frequent. Refuses to know labels.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parents[2] / "data" / "patterns" / "languages"


@dataclass(frozen=True, kw_only=True)
class Seed:
    """One phrase; `words` is true for a line of single frequent words that form no phrase."""

    text: str
    language: str
    words: bool = False


@dataclass(frozen=True, kw_only=True)
class Seeds:
    """All phrases, and the words and names that speak for no language (`neutral.yml`)."""

    phrases: tuple[Seed, ...]
    neutral: frozenset[str]


def load(folder: Path = FOLDER) -> Seeds:
    """Reads all files. Raises OSError or yaml.YAMLError for one that cannot be read."""
    phrases: list[Seed] = []
    neutral: frozenset[str] = frozenset()
    for path in sorted(folder.glob("*.yml")):
        # The base loader reads every value as text: "no" is a word here.
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {}
        if path.stem == "neutral":
            neutral = frozenset([*content.get("words", ()), *content.get("phrases", ())])
        else:
            phrases.extend(_of(path.stem, content))
    return Seeds(phrases=tuple(phrases), neutral=neutral)


def fingerprint(folder: Path = FOLDER) -> str:
    """Changes whenever a seed file does."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(folder.glob("*.yml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _of(language: str, content: dict[str, list[str]]) -> Iterator[Seed]:
    for key in ("phrases", "latin"):
        for text in content.get(key) or ():
            yield Seed(text=text, language=language)
    for text in content.get("words") or ():
        yield Seed(text=text, language=language, words=True)
