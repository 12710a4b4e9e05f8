"""How many threads the numeric libraries may use: the same numbers every time, and no busy waiting.

Knows thread pools. Looking for them takes longer than a message, so that is done once.
"""

import os
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any

from threadpoolctl import ThreadpoolController


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def one() -> AbstractContextManager[Any]:
    """One thread for matrices inside a `with` block: the same rows give the same model."""
    return _controller().limit(limits=1, user_api="blas")


def patient() -> AbstractContextManager[Any]:
    """All cores for the sentence model where its threads wait patiently, else one.

    They wait for one another a hundred times a text. Waiting busily costs seconds as soon as
    another process wants the core: 1,134 against 61 ms a text, measured with ten busy processes
    on two cores. OpenMP reads OMP_WAIT_POLICY when its library is loaded, which Rasa has done
    long before: only whoever starts the process can set it.
    """
    if os.environ.get("OMP_WAIT_POLICY", "").upper() == "PASSIVE":
        return nullcontext()
    return _controller().limit(limits=1, user_api="openmp")
