"""What patterns need of the city that is served: its places, host languages, languages taught.

Knows which city is served; `knowledge` reads its files. Refuses to know distances and offices.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.city import chosen_city
from knowledge import City
from knowledge import city as cities
from knowledge.places import read

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Place:
    """`name` is the value of the wish; `spellings` are (language, name as written there)."""

    name: str
    postcode: str
    municipality: bool
    spellings: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def _city(home: Path) -> City:
    return cities.load(home)


def host_languages() -> tuple[str, ...]:
    """The languages of the city's counters: people mix their words into others."""
    return _city(_home()).host_languages


def taught_languages() -> frozenset[str]:
    """The languages that one can look for a course in."""
    return frozenset(_city(_home()).taught_languages)


def _home() -> Path:
    data = Path(os.environ.get("DATA_DIR") or _ROOT / "data")
    return data / "cities" / chosen_city(_ROOT)


def places_file() -> Path:
    """The places of the city in the setting CITY."""
    return _home() / "places.yml"


def places(path: Path | None = None) -> Iterator[Place]:
    """All places of a city; none where it has no such file."""
    for place in read(path or places_file()):
        yield Place(
            name=place.name,
            postcode=place.postcode,
            municipality=place.kind == "municipality",
            spellings=place.spellings,
        )


def place_words(path: Path | None = None) -> frozenset[str]:
    """All names in small letters: a name says nothing about the language around it."""
    found: set[str] = set()
    for place in places(path):
        for _, name in place.spellings:
            found.update((name.casefold(), name.casefold().replace("-", " ")))
    return frozenset(found)


def fingerprint(path: Path | None = None) -> str:
    """Changes whenever the city or its places do."""
    path = path or places_file()
    raw = path.read_bytes() if path.exists() else b""
    return hashlib.blake2b(str(path.parent.name).encode() + raw, digest_size=16).hexdigest()
