"""The coordinator's pages and the slip in a real browser: readable, accessible, the paper too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import global_settings
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Browser, expect

from desk.cases.models import Appointment, Case
from desk.people.models import Role
from desk.reports.models import Sentence
from tests.desk.bot_server import BotServer
from tests.desk.builders import opened, person
from tests.desk.serving import served
from tests.desk.test_browser import PHONE, SCREEN, enter, violations
from tests.kit.browser import chromium

pytestmark = pytest.mark.slow
CONTRACT = Path(__file__).parents[1] / "contracts" / "staff" / "unanswered.json"
PAGES = ("", "unanswered/", "unanswered/00000000000000ff", "sentences/")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened_browser:
        yield opened_browser


@pytest.fixture(autouse=True)
def _django_beside_playwright(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS):
        yield


def a_month() -> None:
    """Sixty cases of this month, in several languages, with everything that the page counts."""
    now = timezone.now()
    languages = ["ar"] * 24 + ["uk"] * 16 + ["ps"] * 9 + ["fr"] * 8 + ["ti"] * 3
    outcomes = ("answered", "appointment", "enrolled", "sent_on")
    for number, language in enumerate(languages):
        case = opened(f"month{number}", language=language)
        at = now - timedelta(hours=number % 9)
        Case.objects.filter(pk=case.pk).update(
            state="closed",
            opened_at=at,
            first_claimed_at=at + timedelta(minutes=2 + number % 40),
            closed_at=now,
            outcome=outcomes[number % 4],
            topic=("housing_search", "bank_account", "find_doctor")[number % 3],
            reason=("asked", "lost")[number % 2],
            satisfaction=("good", "good", "ok", "bad", "")[number % 5],
        )


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_the_coordinators_pages_have_no_fault_that_axe_knows(
    browser: Browser, bot: BotServer, size: dict[str, int]
) -> None:
    ida = person("ida", role=Role.COORDINATOR)
    bot.groups = json.loads(CONTRACT.read_text(encoding="utf-8"))["groups"]
    Sentence.objects.create(text="Is my cat welcome?", language="en", topic="pets", by=ida)
    a_month()
    with served(BOT_URL=bot.url) as desk:
        page = enter(browser, desk, "ida", size=size)
        for address in PAGES:
            page.goto(f"{desk}/reports/{address}")
            assert violations(page) == [], address
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], address
        page.goto(f"{desk}/reports/")
        expect(page.locator("#language tbody tr").first).to_contain_text("Arabic24")
        expect(page.locator("#language tbody tr", has_text="Tigrinya")).to_contain_text("•")
        row = page.locator("#language tbody tr").first.bounding_box()
        head = page.locator("#language thead").bounding_box()
        assert row
        assert head
        assert max(row["height"], head["height"]) < 60
        bars = page.locator("#language svg.rod rect")
        longest, next_one = (bars.nth(place).bounding_box() for place in (0, 1))
        assert longest
        assert next_one
        assert longest["width"] > next_one["width"] > 0
        assert page.locator("#hour svg.columns rect").count() > 1
        with page.expect_download() as waited:
            page.locator("#outcome a", has_text="CSV").click()
        assert "answered" in waited.value.path().read_text(encoding="utf-8-sig")
        page.goto(f"{desk}/reports/unanswered/")
        page.get_by_role("link", name="Write examples").click()
        page.get_by_label("In your own words").fill("Which papers does a pet need?")
        page.get_by_label("or for a new topic").fill("pets")
        page.keyboard.press("Enter")
        expect(page.locator("table")).to_contain_text("Which papers does a pet need?")
        page.context.close()


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_the_slip_is_one_sheet_in_both_languages(
    browser: Browser, desk: str, size: dict[str, int]
) -> None:
    ana = person("ana")
    case = opened(language="ar")
    one = Appointment.objects.create(
        conversation=case.conversation,
        case=case,
        starts_at=timezone.now() + timedelta(days=3),
        office=case.office,
        bring=["identity", "residence_card", "address_proof"],
        made_by=ana,
        made_at=timezone.now(),
    )
    page = enter(browser, desk, "ana", size=size)
    page.goto(f"{desk}/cases/{case.code}/appointments/")
    assert violations(page) == []
    page.goto(f"{desk}/cases/{case.code}/appointments/{one.pk}/slip")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    expect(page.locator('section[lang="ar"]')).to_have_css("direction", "rtl")
    expect(page.locator('section[lang="en"]')).to_have_css("direction", "ltr")
    expect(page.locator("section", has_text=case.code)).to_have_count(2)
    pages = page.pdf(format="A4").count(b"/Type /Page\n")
    assert pages == 1
    page.context.close()
