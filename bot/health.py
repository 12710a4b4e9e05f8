"""Knows the bot's health and metrics addresses, for probes inside; no proxy lets them out.

Refuses to know how a part is used.
"""

import asyncio
import time

import sqlalchemy as sa
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import metrics
from bot.runtime import Runtime
from watch.health import Part, listens, ready


def serve_health(app: Sanic, runtime: Runtime, *, actions_url: str) -> None:
    """Adds /health/live, /health/ready and /metrics to Rasa's server."""
    settings, journal = runtime.settings, runtime.journal

    def model() -> None:
        if not app.ctx.agent or not app.ctx.agent.is_ready():
            raise RuntimeError("no model")

    parts = [Part(name="model", check=model), Part(name="database", check=journal.ping)]
    for name, url in (
        ("redis", settings.redis_url),
        ("rabbitmq", settings.amqp_url),
        ("actions", actions_url),
    ):
        if url:
            parts.append(Part(name=name, check=listens(url), needed=False))

    async def live(_: Request) -> HTTPResponse:
        return response.json({})

    async def is_ready(_: Request) -> HTTPResponse:
        status, states = await asyncio.get_running_loop().run_in_executor(None, ready, parts)
        return response.json(states, status=status)

    async def exposition(_: Request) -> HTTPResponse:
        try:
            waiting, oldest = journal.waiting()
            metrics.FEED_WAITING.set(waiting)
            metrics.FEED_OLDEST.set(max(0.0, time.time() - oldest) if oldest else 0.0)
        except sa.exc.SQLAlchemyError:
            metrics.FEED_WAITING.set(float("nan"))
        return response.raw(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    app.add_route(live, "/health/live", name="live")
    app.add_route(is_ready, "/health/ready", name="ready")
    app.add_route(exposition, "/metrics", name="metrics")
