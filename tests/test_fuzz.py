"""No foreign input breaks a parser: it is read, or refused with the parser's own error.

A few hundred inputs a door here; a million in bench/fuzz.py, with the same generators.
"""

import contextlib
import os
import time
from random import Random

import django
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
django.setup()

from tests.kit import fuzz  # noqa: E402

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
DOORS = {door.name: door for door in fuzz.doors()}


@pytest.mark.parametrize("name", DOORS)
def test_a_bent_input_is_read_or_refused(name: str) -> None:
    door = DOORS[name]

    @settings(
        max_examples=60 if door.share < 5 else 300,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(min_value=0, max_value=2**64))
    def one(seed: int) -> None:
        made = door.make(Random(seed))
        begin = time.thread_time()
        with contextlib.suppress(*door.refuses):
            door.take(made)
        assert time.thread_time() - begin < 1

    one()
