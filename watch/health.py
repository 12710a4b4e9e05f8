"""Whether a process is alive and ready, and how each thing that it rests on does.

Ready means: what is needed answers. What a process can do without for a while (a cache, the
other processes) is named too, but does not take it out of service.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

_PATIENCE = 2.0


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing that a process rests on; `check` raises when it is away."""

    name: str
    check: Callable[[], object]
    needed: bool = True


def ready(parts: Sequence[Part]) -> tuple[int, dict[str, str]]:
    """HTTP status and each part's state: `ok` or the kind of its trouble. Two seconds at most."""
    asked = [(part, _workers().submit(part.check)) for part in parts]
    states = {part.name: _state(future) for part, future in asked}
    good = all(states[part.name] == "ok" for part in parts if part.needed)
    return (200 if good else 503), states


def listens(url: str) -> Callable[[], None]:
    """A check that somebody listens at a URL's host and port."""
    import socket

    parts = urlsplit(url)
    usual = {"https": 443, "amqp": 5672, "amqps": 5671, "redis": 6379}.get(parts.scheme, 80)

    def check() -> None:
        socket.create_connection((parts.hostname or "", parts.port or usual), _PATIENCE).close()

    return check


def _state(future: "Future[object]") -> str:
    try:
        future.result(timeout=_PATIENCE)
    except Late:
        return "late"
    except Exception as error:  # an edge: whatever is wrong with it, it is away
        return type(error).__name__
    return "ok"


@cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(8, thread_name_prefix="health")
