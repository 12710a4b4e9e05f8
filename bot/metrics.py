"""Knows what of the bot can be counted without a word or a person in it.

Stages: Rasa's own components by name, then store, sending. Refuses to know conversations.
"""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

TURNS = Counter("newcomer_turns", "Messages by what became of them", ["channel", "status"])
TURN_SECONDS = Histogram(
    "newcomer_turn_seconds",
    "From a message's coming in to its receipt",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
STAGE_SECONDS = Histogram(
    "newcomer_stage_seconds", "Where a turn's time goes", ["stage"], buckets=_QUICK
)
LANGUAGES = Counter("newcomer_messages", "Messages by language", ["language"])
UNDERSTOOD = Counter("newcomer_understood", "How messages were understood", ["way"])
HAND_OVERS = Counter("newcomer_hand_overs", "Requests for a person", ["reason"])
FEED_WAITING = Gauge("newcomer_feed_waiting", "Feed records that the desk has not taken")
FEED_OLDEST = Gauge("newcomer_feed_oldest_seconds", "Age of the oldest waiting feed record")
WITHOUT_REDIS = Counter("newcomer_redis_away", "Turns without a lock in Redis")
FEED_RETRIES = Counter("newcomer_feed_retries", "Times that the broker did not take feed records")


def count(bodies: Iterable[Mapping[str, Any]]) -> None:
    """Counts what stored events tell."""
    for body in bodies:
        if body["event"] == "user":
            parse = body.get("parse_data") or {}
            LANGUAGES.labels(parse.get("language") or "unknown").inc()
            UNDERSTOOD.labels(_way(parse)).inc()
        elif body["event"] == "slot" and body["name"] == "hand_over" and body["value"]:
            HAND_OVERS.labels(str(body["value"])).inc()


def _way(parse: Mapping[str, Any]) -> str:
    intent = (parse.get("intent") or {}).get("name") or "none"
    if intent == "emergency":
        return "emergency"
    if intent == "nlu_fallback":
        return "unsure" if parse.get("alternatives") else "lost"
    return "sure" if parse.get("language") else "tapped"


def watch_stages() -> None:
    """From here on each component of Rasa's graph tells how long it took."""
    from rasa.engine.graph import GraphNode

    inner = GraphNode.__call__

    def timed(self: Any, *inputs: Any) -> Any:
        begin = time.perf_counter()
        try:
            return inner(self, *inputs)
        finally:
            name = self._component_class.__name__
            STAGE_SECONDS.labels(name).observe(time.perf_counter() - begin)

    GraphNode.__call__ = timed
