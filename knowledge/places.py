"""The places of a city: canonical name, other spellings, postcode, approximate centre.

Knows `places.yml` and finds a place by name, by postcode, or as the nearest to a point. Refuses to
know courses, addresses of people, and how far is far.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from typing import Any

import yaml

_KM_PER_DEGREE = 111.2
# A point further from every known place than this is outside the city.
_OUTSIDE_KM = 5.0
# Read as "near here": squares and quarters, not the middle of a whole municipality.
_SMALL = ("neighbourhood", "square", "station", "district")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place that people name. `spellings` are (language, name); the canonical name has none."""

    name: str
    kind: str
    municipality: str
    postcode: str
    lat: float
    lon: float
    spellings: tuple[tuple[str, str], ...] = ()


class PlaceTable:
    """The places of one city."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = tuple(places)
        self._by_name: dict[str, Place] = {}
        self._by_postcode: dict[str, Place] = {}
        for place in self._places:
            for _language, name in place.spellings:
                self._by_name.setdefault(name.casefold(), place)
            # The table lists municipalities first: they own their postcode.
            if place.postcode:
                self._by_postcode.setdefault(place.postcode, place)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places)

    def find(self, name_or_postcode: str) -> Place | None:
        """The place of that name or postcode."""
        key = name_or_postcode.strip()
        return self._by_postcode.get(key) or self._by_name.get(key.casefold())

    def point(self, *, municipality: str, postcode: str, neighbourhood: str) -> Place | None:
        """What the table knows of an address: neighbourhood, else postcode, else municipality."""
        for key in (neighbourhood, postcode, municipality):
            if key and (place := self.find(key)):
                return place
        return None

    def nearest(self, lat: float, lon: float) -> Place | None:
        """The quarter around a point; None outside the city. The point itself is kept nowhere."""
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            return None
        near = [(_rough_km(place, lat, lon), place) for place in self._places]
        near = [(km, place) for km, place in near if km <= _OUTSIDE_KM]
        small = [(km, place) for km, place in near if place.kind in _SMALL]
        best = min(small or near, key=lambda one: one[0], default=None)
        return best[1] if best else None


def read(path: Path) -> PlaceTable:
    """Reads a city's `places.yml`. A city without one knows no places."""
    if not path.exists():
        return PlaceTable(())
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
    return PlaceTable([_place(row) for row in content.get("places") or ()])


def _place(row: Mapping[str, Any]) -> Place:
    name = str(row["name"])
    spellings = [("", name)]
    for language, names in (row.get("names") or {}).items():
        spellings.extend((str(language), str(other)) for other in names)
    return Place(
        name=name,
        kind=str(row["kind"]),
        municipality=str(row["municipality"]),
        postcode=str(row.get("postcode") or ""),
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        spellings=tuple(spellings),
    )


def _rough_km(place: Place, lat: float, lon: float) -> float:
    north = (place.lat - lat) * _KM_PER_DEGREE
    east = (place.lon - lon) * _KM_PER_DEGREE * cos(radians(lat))
    return (north * north + east * east) ** 0.5
