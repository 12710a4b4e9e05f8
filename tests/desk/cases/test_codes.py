"""A case's code: shown to both sides in every language, worthless to everybody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from desk import library
from desk.cases import codes, honest
from desk.cases.models import Case, Message
from desk.people.models import Deed, Verb
from tests.desk.builders import logged_in, opened, person


@pytest.mark.parametrize("channel", ["website", "telegram"])
@pytest.mark.parametrize("language", library.languages().answered)
def test_both_sides_see_the_code_in_every_answer_language(language: str, channel: str) -> None:
    case = opened(language=language, channel=channel)
    told = Message.objects.get(case=case, author="bot")
    assert case.code in told.text
    assert told.text == honest.words(case, at=told.at)
    page = logged_in(person("ana")).get(f"/cases/{case.code}/").content.decode()
    assert f'<span class="code">{case.code}</span>' in page


def test_a_code_has_no_sign_that_looks_like_another_and_is_not_guessed() -> None:
    made = {codes.new() for _ in range(200)}
    assert len(made) == 200
    assert set("".join(made)) <= set(codes.LETTERS)
    assert not set(codes.LETTERS) & set("01ILO")
    assert len(codes.LETTERS) ** codes.LENGTH > 800_000_000


@pytest.mark.parametrize(
    "shape",
    [
        "{}",
        " {} ",
        "{0[0]}{0[1]}{0[2]}-{0[3]}{0[4]}{0[5]}",
        "{0[0]} {0[1]}{0[2]}{0[3]}{0[4]}{0[5]}",
    ],
)
def test_a_code_is_read_as_it_is_typed_at_a_counter(shape: str) -> None:
    case = opened()
    typed = shape.format(case.code.lower())
    answer = logged_in(person("ana")).get("/", {"find": typed})
    assert answer.headers["Location"] == f"/cases/{case.code}/"


def test_a_closed_case_is_found_by_its_code() -> None:
    case = opened()
    Case.objects.update(state="closed", closed_at=timezone.now(), outcome="answered")
    answer = logged_in(person("ana")).get("/", {"find": case.code})
    assert answer.headers["Location"] == f"/cases/{case.code}/"


def test_it_opens_nothing_for_strangers_and_other_offices() -> None:
    case = opened()
    assert Client().get("/", {"find": case.code}).headers["Location"].startswith("/login/")
    other = logged_in(person("ben", office="convivial"))
    assert case.office != "convivial"
    assert other.get("/", {"find": case.code}).status_code == 200
    strange = codes.new()
    seen, unknown = (other.get(f"/cases/{code}/") for code in (case.code, strange))
    assert (seen.status_code, unknown.status_code) == (404, 404)
    same = unknown.content.decode().replace(strange, case.code)
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert token.sub("", seen.content.decode()) == token.sub("", same)


def test_who_keeps_typing_codes_is_held_up_but_keeps_the_own_conversations() -> None:
    ana = person("ana")
    own, other = opened("c1"), opened("c2")
    client = logged_in(ana)
    client.post(f"/cases/{own.code}/claim")
    for _ in range(codes.MISSES):
        assert client.get(f"/cases/{codes.new()}/").status_code == 404
    assert client.get(f"/cases/{other.code}/").status_code == 403
    assert b"15 minutes" in client.get(f"/cases/{codes.new()}/").content
    assert client.get(f"/cases/{own.code}/").status_code == 200
    assert logged_in(person("ben")).get(f"/cases/{other.code}/").status_code == 200
    assert Deed.objects.filter(who=ana, verb=Verb.MISSED, what="").count() == codes.MISSES
    assert not codes.held_up(ana, at=timezone.now() + codes.WITHIN + timedelta(seconds=1))


def test_a_code_that_opens_nothing_counts_when_typed_into_the_search_too() -> None:
    ana = person("ana")
    logged_in(ana).get("/", {"find": codes.new()})
    logged_in(ana).get("/", {"find": "a word"})
    assert Deed.objects.filter(who=ana, verb=Verb.MISSED).count() == 1
