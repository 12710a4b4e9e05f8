"""Health, metrics and the log line of each request; for probes inside, no proxy lets them out.

Knows views by name and status by number. Refuses to know what stands in a request.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from desk.metrics import REQUESTS, watch_waiting
from watch.health import Part, listens, ready
from watch.logs import about

_log = logging.getLogger(__name__)
_QUIET = {"live", "health_live", "health_ready", "health", "metrics", "duty_sign", "changes", None}
_TALK = re.compile(r"[0-9a-f]{12}")


class Watched:
    """Middleware: counts and times each request by view; carries on what it is about."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        if self.is_async:
            return self._later(request)
        begin = time.perf_counter()
        with about(_talk(request)):
            return _told(request, self.get_response(request), begin)

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        begin = time.perf_counter()
        with about(_talk(request)):
            return _told(request, await self.get_response(request), begin)


def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("{}", content_type="application/json")


def is_ready(request: HttpRequest) -> HttpResponse:
    """The database answers; how the bot does is told as well."""
    status, states = ready(parts())
    return HttpResponse(json.dumps(states), content_type="application/json", status=status)


def metrics(request: HttpRequest) -> HttpResponse:
    """Everything that Prometheus reads."""
    watch_waiting()
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def parts() -> list[Part]:
    """What the desk rests on."""
    found = [Part(name="database", check=_database)]
    for number, url in enumerate(settings.BOT_URL.split(), start=1):
        name = "bot" if number == 1 else f"bot{number}"
        found.append(Part(name=name, check=listens(url), needed=False))
    if settings.AMQP_URL:
        found.append(Part(name="rabbitmq", check=listens(settings.AMQP_URL), needed=False))
    return found


def _database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()  # the thread is the probe's, and so is its connection


def _talk(request: HttpRequest) -> str:
    given = request.headers.get("X-Talk", "")
    return given if _TALK.fullmatch(given) else ""


def _told(request: HttpRequest, response: HttpResponseBase, begin: float) -> HttpResponseBase:
    match = request.resolver_match
    view = match.view_name if match else None
    taken = time.perf_counter() - begin
    REQUESTS.labels(view or "none", response.status_code).observe(taken)
    if view not in _QUIET:
        told = {"view": view, "status": response.status_code, "ms": int(taken * 1e3)}
        if request_id := request.headers.get("X-Request-ID"):
            told["request"] = request_id[:36]
        _log.info("request", extra={"fields": told})
    return response
