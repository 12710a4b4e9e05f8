"""The city's places as patterns need them: canonical name, other spellings, postcodes.

Knows which city is served; `knowledge.places` reads the file. Refuses to know distances.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.city import chosen_city
from knowledge.places import read

CITIES = Path(__file__).parents[2] / "data" / "cities"


@dataclass(frozen=True, kw_only=True)
class Place:
    """`name` is the value of the wish; `spellings` are (language, name as written there)."""

    name: str
    postcode: str
    municipality: bool
    spellings: tuple[tuple[str, str], ...]


def places_file() -> Path:
    """The places of the city in the setting CITY."""
    return CITIES / chosen_city(CITIES.parents[1]) / "places.yml"


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
