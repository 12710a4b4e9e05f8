"""Where a place is and how far a course is from it: the city's place table and a distance.

Distances are straight lines between approximate points, minutes of public transport an estimate;
both are said as "about". Refuses to know addresses of people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import yaml
from django.conf import settings

NEAR_MINUTES = 45
_EARTH_KM = 6371.0
# Door to door in a dense city: about 10 minutes of walking and waiting and 12 km/h, or on foot.
_WAIT_MINUTES, _RIDE_MINUTES_PER_KM, _WALK_MINUTES_PER_KM = 10.0, 5.0, 13.0
# A course within this distance counts as "in" the place that was named.
_SAME_PLACE_KM = 1.0


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place that people name: canonical name, municipality, postcode, approximate centre."""

    name: str
    kind: str
    municipality: str
    postcode: str
    lat: float
    lon: float

    def holds(self, municipality: str, km: float) -> bool:
        """Whether a course there, `km` away, lies in this place or its municipality."""
        return km <= _SAME_PLACE_KM or self.municipality in municipality.split("; ")


class PlaceTable:
    """The places of one city, found by name in any language or by postcode."""

    def __init__(self, rows: Sequence[Mapping[str, object]]) -> None:
        self._by_name: dict[str, Place] = {}
        self._by_postcode: dict[str, Place] = {}
        for row in rows:
            place = Place(
                name=str(row["name"]),
                kind=str(row["kind"]),
                municipality=str(row["municipality"]),
                postcode=str(row["postcode"]),
                lat=float(str(row["lat"])),
                lon=float(str(row["lon"])),
            )
            names = row.get("names")
            others = names.values() if isinstance(names, Mapping) else ()
            for name in (place.name, *(name for group in others for name in group)):
                self._by_name.setdefault(name.casefold(), place)
            # The table lists municipalities first: they own their postcode.
            self._by_postcode.setdefault(place.postcode, place)

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


def read(path: Path) -> PlaceTable:
    """Reads a city's `places.yml`. A city without one knows no places."""
    if not path.exists():
        return PlaceTable([])
    document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return PlaceTable(document.get("places") or [])


@cache
def places() -> PlaceTable:
    """The place table of the city that this desk serves; read once."""
    return read(Path(settings.DATA_DIR) / "cities" / settings.CITY / "places.yml")


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The great-circle distance of two (latitude, longitude) points (haversine)."""
    lat_a, lon_a, lat_b, lon_b = (radians(value) for value in (*a, *b))
    h = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(h))


def minutes(km: float) -> int:
    """An estimate of the way in minutes, by public transport or on foot if that is quicker."""
    return round(min(_WAIT_MINUTES + _RIDE_MINUTES_PER_KM * km, _WALK_MINUTES_PER_KM * km))
