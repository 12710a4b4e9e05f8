"""Groups of questions and what colleagues make of them: never a newcomer's own words."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from desk.people.models import Deed, Role, Verb
from desk.reports.models import Sentence
from knowledge import examples
from tests.desk.bot_server import BotServer
from tests.desk.builders import logged_in, person

CONTRACT = Path(__file__).parents[2] / "contracts" / "staff" / "unanswered.json"
GROUP = "/reports/unanswered/00000000000000ff"


@pytest.fixture
def client(bot: BotServer) -> Client:
    bot.groups = json.loads(CONTRACT.read_text(encoding="utf-8"))["groups"]
    return logged_in(person("ana", role=Role.COORDINATOR))


def form(**values: str) -> dict[str, str]:
    given = {"language": "en", "kind": "plain", "topic": "leisure_activities", "new_topic": ""}
    return {**given, "sentences": "Which papers does a pet need?", **values}


def test_a_group_is_shown_masked_with_people_and_languages(client: Client) -> None:
    page = client.get("/reports/unanswered/").content.decode()
    assert "▢ has a dog, call ▢" in page
    assert "3 people" in page
    assert "English, French" in page
    assert Deed.objects.filter(verb=Verb.READ, what="report:unanswered").exists()


def test_the_file_holds_numbers_and_no_sentence(client: Client) -> None:
    text = client.get("/reports/unanswered.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["people"], row["languages"], row["asked_back"]) == ("3", "en fr", "1")
    assert "dog" not in text


def test_a_smaller_group_is_not_shown_even_if_it_comes(client: Client, bot: BotServer) -> None:
    bot.groups[0]["people"] = 2
    assert "dog" not in client.get("/reports/unanswered/").content.decode()
    assert client.get(GROUP).status_code == 404


def test_what_a_colleague_wrote_anew_becomes_examples(client: Client, tmp_path: Path) -> None:
    lines = "Which papers does a pet need?\n\n- Is my cat welcome in a rented flat?"
    assert client.post(GROUP, form(sentences=lines)).headers["Location"] == "/reports/sentences/"
    client.post(GROUP, form(sentences="Welke papieren heeft een kat?", language="nl"))
    client.post(GROUP, form(sentences="Which papers does a pet need?", new_topic="Pets"))
    exported = client.get("/reports/sentences.yml").content.decode()
    assert "dog" not in exported
    (tmp_path / "new.yml").write_text(exported, encoding="utf-8")
    read = [(e.label, e.language, e.kind, e.text) for e in examples.read(tmp_path / "new.yml")]
    leisure = "faq/leisure_activities"
    assert read == [
        (leisure, "en", "plain", "Which papers does a pet need?"),
        (leisure, "en", "plain", "Is my cat welcome in a rented flat?"),
        (leisure, "nl", "plain", "Welke papieren heeft een kat?"),
        ("faq/pets", "en", "plain", "Which papers does a pet need?"),
    ]
    assert "new topic" in client.get("/reports/sentences/").content.decode()
    assert Deed.objects.filter(verb=Verb.SENTENCE).count() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"sentences": ""},
        {"sentences": "x" * 201},
        {"sentences": "▢ has a dog"},
        {"sentences": "Can I bring my dog?"},
        {"sentences": "Which papers?\ncan i bring my dog"},
        {"sentences": "Which papers has the flat in 1030?"},
        {"sentences": "Ask ana@example.org"},
        {"topic": ""},
        {"topic": "nowhere"},
        {"new_topic": "п"},
        {"language": "xx"},
        {"kind": "rude"},
    ],
)
def test_a_newcomers_own_words_and_half_a_form_are_refused(
    client: Client, wrong: dict[str, str]
) -> None:
    answer = client.post(GROUP, form(**wrong))
    assert answer.status_code == 422
    assert b'role="alert"' in answer.content
    assert not Sentence.objects.exists()


def test_an_assistant_that_is_down_is_said(client: Client, bot: BotServer) -> None:
    bot.status = 500
    for address in ("/reports/unanswered/", GROUP):
        answer = client.get(address)
        assert answer.status_code == 503
        assert b"cannot be reached" in answer.content
    assert client.post(GROUP, form()).status_code == 503
    assert client.get("/reports/unanswered.csv").status_code == 503


def test_a_sentence_goes_when_it_is_taken_over(client: Client) -> None:
    client.post(GROUP, form())
    client.post(f"/reports/sentences/{Sentence.objects.get().pk}/remove")
    assert not Sentence.objects.exists()


@pytest.mark.parametrize(
    "address", ["unanswered/", "unanswered.csv", "unanswered/00", "sentences/", "sentences.yml"]
)
def test_staff_see_none_of_it(bot: BotServer, address: str) -> None:
    assert logged_in(person("ben")).get(f"/reports/{address}").status_code == 403
    anonymous: Any = Client().get(f"/reports/{address}")
    assert anonymous.headers["Location"].startswith("/login/")
