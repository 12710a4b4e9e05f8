"""What readers say of answers: counted once, without a conversation; "wrong" shows at once."""

from __future__ import annotations

import pytest
from django.test import Client

from desk.answers.models import Rating
from desk.cases import feed
from desk.cases.models import Case, FeedRecord
from tests.desk.builders import logged_in, person, record


def rated(number: int, verdict: str = "wrong", topic: str = "nationality") -> dict[str, object]:
    data = {"what": "answer", "topic": topic, "language": "ps", "verdict": verdict}
    return record("c1", number, "useful", **data)


def test_a_rating_is_counted_once_and_opens_no_case() -> None:
    for _ in range(2):
        assert feed.take(rated(4)) == "applied"
    assert Rating.objects.count() == 1
    assert not Case.objects.exists()
    assert "conversation" not in {field.name for field in Rating._meta.get_fields()}


@pytest.mark.parametrize("data", [{"verdict": "great"}, {"topic": None}, {}])
def test_what_is_no_rating_is_set_aside(data: dict[str, object]) -> None:
    base = {"topic": "nationality", "language": "ps", "verdict": "wrong"} if data else {}
    feed.take(record("c1", 5, "useful", what="answer", **{**base, **data}))
    assert FeedRecord.objects.get().fate == "refused"
    assert not Rating.objects.exists()


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Become Belgian"), ("fr", "Devenir belge"), ("nl", "Belg")]
)
def test_wrong_shows_on_every_page_until_somebody_has_looked(language: str, title: str) -> None:
    client = logged_in(person("ana"), language=language)
    for number, verdict in enumerate(("useful", "useful", "not", "wrong"), 1):
        feed.take(rated(number, verdict))
    assert "⚠️ 1" in client.get("/").content.decode()
    page = client.get("/answers/").content.decode()
    assert title in page
    assert "<td>2</td><td>1</td><td>1</td>" in page
    client.post("/answers/seen", {"topic": "nationality", "language": "ps"})
    assert "⚠️" not in client.get("/").content.decode()
    assert "<td>2</td><td>1</td><td>1</td>" in client.get("/answers/").content.decode()


def test_nobody_reads_ratings_without_a_log_in() -> None:
    assert Client().get("/answers/").status_code == 302
    assert Client().post("/answers/seen").status_code == 302
