"""How many threads the numeric libraries may use: the same numbers every time.

Knows thread pools. Looking for them takes longer than a message, so that is done once.
"""

from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any

from threadpoolctl import ThreadpoolController


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def one() -> AbstractContextManager[Any]:
    """One thread for matrices inside a `with` block: the same rows give the same model."""
    return _controller().limit(limits=1, user_api="blas")
