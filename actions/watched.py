"""Health and metrics of the action server, and what its lines of log are about.

Knows which action was asked for and in which conversation. Refuses to know slots.
"""

from __future__ import annotations

import asyncio
import time

from prometheus_client import CONTENT_TYPE_LATEST, Histogram, generate_latest
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from watch import logs
from watch.health import Part, listens, ready

ACTION_SECONDS = Histogram(
    "newcomer_action_seconds",
    "Custom actions by name and status",
    ["action", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0),
)


def watch(app: Sanic, *, desk_url: str) -> None:
    """Adds /health/live, /health/ready and /metrics, and times each action."""
    parts = [Part(name="desk", check=listens(desk_url), needed=False)]

    async def begin(request: Request) -> None:
        logs.enter("")
        if request.path == "/webhook":
            request.ctx.begin = time.perf_counter()
            call = request.json if isinstance(request.json, dict) else {}
            request.ctx.action = str(call.get("next_action") or "none")
            logs.enter(logs.talk_of(str(call.get("sender_id") or "")))

    async def end(request: Request, answer: HTTPResponse) -> None:
        if begun := getattr(request.ctx, "begin", None):
            # Names come from the bot alone, and are few.
            taken = ACTION_SECONDS.labels(request.ctx.action, answer.status)
            taken.observe(time.perf_counter() - begun)

    async def live(_: Request) -> HTTPResponse:
        return response.json({})

    async def is_ready(_: Request) -> HTTPResponse:
        status, states = await asyncio.get_running_loop().run_in_executor(None, ready, parts)
        return response.json(states, status=status)

    async def exposition(_: Request) -> HTTPResponse:
        return response.raw(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    app.register_middleware(begin, "request")
    app.register_middleware(end, "response")  # type: ignore[arg-type]
    app.add_route(live, "/health/live", name="live")
    app.add_route(is_ready, "/health/ready", name="ready")
    app.add_route(exposition, "/metrics", name="metrics")
