"""How far a course is from a place: the city's place table, a distance, an estimate of the way.

Distances are straight lines between approximate points, minutes of public transport an estimate;
both are said as "about". Refuses to know addresses of people.
"""

from __future__ import annotations

from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from django.conf import settings

from knowledge.places import Place, PlaceTable, read

__all__ = [
    "NEAR_MINUTES",
    "Place",
    "PlaceTable",
    "holds",
    "kilometres",
    "minutes",
    "places",
    "read",
]

NEAR_MINUTES = 45
_EARTH_KM = 6371.0
# Door to door in a dense city: about 10 minutes of walking and waiting and 12 km/h, or on foot.
_WAIT_MINUTES, _RIDE_MINUTES_PER_KM, _WALK_MINUTES_PER_KM = 10.0, 5.0, 13.0
# A course within this distance counts as "in" the place that was named.
_SAME_PLACE_KM = 1.0


@cache
def places() -> PlaceTable:
    """The place table of the city that this desk serves; read once."""
    return read(Path(settings.DATA_DIR) / "cities" / settings.CITY / "places.yml")


def holds(place: Place, municipality: str, km: float) -> bool:
    """Whether a course there, `km` away, lies in this place or its municipality."""
    return km <= _SAME_PLACE_KM or place.municipality in municipality.split("; ")


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The great-circle distance of two (latitude, longitude) points (haversine)."""
    lat_a, lon_a, lat_b, lon_b = (radians(value) for value in (*a, *b))
    h = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(h))


def minutes(km: float) -> int:
    """An estimate of the way in minutes, by public transport or on foot if that is quicker."""
    return round(min(_WAIT_MINUTES + _RIDE_MINUTES_PER_KM * km, _WALK_MINUTES_PER_KM * km))
