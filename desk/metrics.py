"""What of the desk and of the feed can be counted, without a word or a person in it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

REQUESTS = Histogram(
    "newcomer_desk_request_seconds",
    "Requests to the desk by view and status",
    ["view", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0),
)
RECORDS = Counter("newcomer_desk_records", "Feed records by kind and fate", ["kind", "fate"])
CALLS = Counter("newcomer_desk_calls", "Calls to the bot by kind and outcome", ["kind", "outcome"])


class Waiting(Collector):
    """Read from the database when asked: cases and calls that wait, records set aside."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        from desk.cases.models import BotCall, Case, FeedRecord, State

        cases = GaugeMetricFamily("newcomer_cases", "Open cases by state", labels=["state"])
        counted = dict(Case.objects.values_list("state").annotate(Count("id")))
        for state in State.values:
            if state != State.CLOSED:
                cases.add_metric([state], counted.get(state, 0))
        yield cases
        waiting = Case.objects.filter(state=State.WAITING).aggregate(since=Min("waiting_since"))
        since = waiting["since"]
        yield GaugeMetricFamily(
            "newcomer_case_longest_wait_seconds",
            "How long the longest waiting case has waited",
            value=(timezone.now() - since).total_seconds() if since else 0,
        )
        yield GaugeMetricFamily(
            "newcomer_desk_calls_waiting",
            "Calls that the bot still has to get",
            value=BotCall.objects.count(),
        )
        yield GaugeMetricFamily(
            "newcomer_desk_records_refused",
            "Feed records set aside for an administrator",
            value=FeedRecord.objects.filter(fate=FeedRecord.Fate.REFUSED).count(),
        )


def watch_waiting() -> None:
    """Adds what the database tells to this process's metrics, once."""
    if not _added:
        _added.append(Waiting())
        REGISTRY.register(_added[0])


_added: list[Waiting] = []
