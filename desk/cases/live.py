"""Live pages: server-sent events with the numbers of changed cases, never with words.

One poller a process reads the database for all open pages; it runs only while a page listens.
A page that hears of a change fetches what it shows; without the stream it asks by itself.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from desk.cases.access import sees_office
from desk.cases.models import Case
from desk.people.models import User

_log = logging.getLogger(__name__)
PACE = 0.2
# A commit may come later than the time written in it; what lies further back has been seen.
LOOK_BACK = timedelta(seconds=60)
HEARTBEAT = 15.0

# Id -> (version, office).
Versions = Mapping[int, tuple[int, str]]
# How often a stream asks whether its log-in and its office still hold.
LOOK_AGAIN = 30.0
# A page connects again after this time, which looks at its log-in anew.
LONGEST = timedelta(minutes=10)


class Pulse:
    """Reads changed versions at a steady pace and hands them to every listening page."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Versions]] = set()
        self._task: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pulse")
        self._seen: dict[int, tuple[int, str]] = {}

    def listen(self) -> asyncio.Queue[Versions]:
        """A new queue of changes; starts the poller when it is the first one."""
        queue: asyncio.Queue[Versions] = asyncio.Queue(maxsize=100)
        self._listeners.add(queue)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())
        return queue

    def leave(self, queue: asyncio.Queue[Versions]) -> None:
        self._listeners.discard(queue)

    def end(self) -> None:
        """Ends all streams, so that the server can stop at once; the pages connect again."""
        for queue in list(self._listeners):
            if not queue.full():
                queue.put_nowait({})

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._listeners:
            try:
                found = await loop.run_in_executor(self._thread, _read)
            except Exception as error:  # an edge: live pages outlive a database that is away
                _log.warning("live pages wait: %s", type(error).__name__)
                await asyncio.sleep(2)
                continue
            changed = {pk: v for pk, v in found.items() if self._seen.get(pk) != v}
            self._seen = dict(found)
            if changed:
                self._tell(changed)
            await asyncio.sleep(PACE)
        self._seen = {}

    def _tell(self, changed: Versions) -> None:
        for queue in list(self._listeners):
            if queue.full():
                queue.get_nowait()  # a page that does not read fetches everything when it does
            queue.put_nowait(changed)


def _read() -> dict[int, tuple[int, str]]:
    try:
        rows = Case.objects.filter(changed_at__gte=timezone.now() - LOOK_BACK)
        return {pk: (v, office) for pk, v, office in rows.values_list("id", "version", "office")}
    except Exception:
        connection.close()
        raise


_pulse: dict[int, Pulse] = {}


def pulse() -> Pulse:
    """The poller of the running loop; one a process, as a process has one loop."""
    key = id(asyncio.get_running_loop())
    return _pulse.setdefault(key, Pulse())


def end_streams() -> None:
    """Called when the server is told to stop."""
    for one in _pulse.values():
        one.end()


async def stream(request: HttpRequest) -> HttpResponseBase:
    """`GET /live`: `event: cases`, `data: {"12": 7}`: case 12 is now version 7."""
    user = await request.auser()
    if not isinstance(user, User) or not user.is_active:
        return HttpResponse(status=403)
    response = StreamingHttpResponse(_events(request, user), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return response


async def _still(request: HttpRequest, user: User) -> User | None:
    """The colleague as the account is now; None when the session or the account is over."""
    key = request.session.session_key
    if key is None or not await request.session.aexists(key):
        return None
    return await User.objects.filter(pk=user.pk, is_active=True).afirst()


async def _events(request: HttpRequest, user: User) -> AsyncIterator[str]:
    source = pulse()
    queue = source.listen()
    try:
        yield "retry: 2000\n\n"
        until = timezone.now() + LONGEST
        looked = time.monotonic()
        while timezone.now() < until:
            try:
                changed = await asyncio.wait_for(queue.get(), HEARTBEAT)
            except asyncio.TimeoutError:
                yield ": still here\n\n"
                continue
            if not changed:
                return
            if time.monotonic() - looked > LOOK_AGAIN:
                looked, fresh = time.monotonic(), await _still(request, user)
                if fresh is None:
                    return
                user = fresh
            mine = {pk: v for pk, (v, office) in changed.items() if sees_office(user, office)}
            if mine:
                yield f"event: cases\ndata: {json.dumps(mine)}\n\n"
    finally:
        source.leave(queue)
