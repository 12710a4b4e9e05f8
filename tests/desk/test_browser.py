"""The desk in a real browser: live without reload, by keyboard, on a phone, accessible."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import global_settings
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from desk.cases import feed
from desk.cases.models import Case
from desk.people.models import Role
from tests.desk.bot_server import BotServer
from tests.desk.builders import PASSWORD, message, opened, person, record
from tests.desk.serving import served, start, stop

pytestmark = pytest.mark.slow
AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
# Axe is injected past the page's policy; the pages themselves run under it.
# Idle it takes 0.3 s; the bench measures it. Here it only has to come by itself, on any machine.
SOON = 10_000
PHONE, SCREEN = {"width": 390, "height": 780}, {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _django_beside_playwright(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # Playwright's own loop runs in this thread; Django takes that for an async view.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    # The server of its own process knows Django's hashers only, not the quick one of the tests.
    with override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS):
        yield


def enter(browser: Browser, url: str, name: str, *, size: dict[str, int] | None = None) -> Page:
    context = browser.new_context(viewport=size or SCREEN, locale="en", bypass_csp=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda line: line.type != "error" or pytest.fail(line.text))
    page.goto(f"{url}/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/")
    return page


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run().then((result) => result.violations)")
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_no_page_has_a_fault_that_axe_knows(
    browser: Browser, desk: str, size: dict[str, int]
) -> None:
    ida = person("ida", role=Role.ADMINISTRATOR)
    danger, led, over = opened("c1"), opened("c2", language="uk"), opened("c3", language="fr")
    feed.take(message("c1", 11, "أحتاج إلى مساعدة"))
    feed.take(message("c1", 12, "جواب", author="bot", buttons=["نعم", "لا"]))
    feed.take(record("c1", 13, "flag", what="emergency"))
    feed.take({"version": 9, "text": "broken"})
    Case.objects.filter(pk=led.pk).update(state="active", colleague=ida, spoke_last="newcomer")
    Case.objects.filter(pk=over.pk).update(
        state="closed", outcome="other", closed_at=over.opened_at
    )
    page = enter(browser, desk, "ida", size=size)
    addresses = ["/", "/?state=closed", "/?find=zzzzzz", "/records/", "/log/", "/password/"]
    addresses += ["/second-factor/", "/colleagues/", f"/colleagues/{ida.pk}/"]
    addresses += [f"/cases/{case.code}/" for case in (danger, led, over)]
    tools = ("phrases/", "phrases/have_document", "topics/", "topics/housing_search", "courses/")
    addresses += [f"/cases/{led.code}/{tool}" for tool in (*tools, "appointments/")]
    for address in addresses:
        page.goto(desk + address)
        page.locator("details.menu summary").click()
        assert violations(page) == [], address
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], address
    page.context.clear_cookies()
    page.goto(f"{desk}/login/")
    assert violations(page) == []
    page.context.close()


def test_queue_and_conversation_live_without_a_reload(browser: Browser, desk: str) -> None:
    person("ana"), person("ben")
    ana, ben = enter(browser, desk, "ana"), enter(browser, desk, "ben")
    expect(ana.locator(".empty")).to_be_visible()
    case = opened(language="ar")
    feed.take(message(text="مرحبا، أحتاج مساعدة"))
    ana.locator(f"text={case.code}").wait_for(timeout=SOON)
    expect(ana).to_have_title(re.compile(r"^\(1\)"))
    ben.goto(f"{desk}/cases/{case.code}/")
    ana.goto(f"{desk}/cases/{case.code}/")
    expect(ana.locator("#messages .text", has_text="مرحبا")).to_have_css("direction", "rtl")
    ana.get_by_role("button", name="Take the conversation").click()
    expect(ben.locator("#foot")).to_contain_text("Ana leads this conversation", timeout=SOON)
    ana.fill("#text", "half an ans")
    feed.take(message(number=12, text="هل من أحد؟"))
    expect(ana.locator("#messages li.newcomer")).to_have_count(2, timeout=SOON)
    expect(ana.locator("#text")).to_have_value("half an ans")
    ana.reload()
    expect(ana.locator("#text")).to_have_value("half an ans")  # the draft is kept
    ana.fill("#text", "Bonjour")
    ana.keyboard.press("Control+Enter")
    expect(ben.locator("#messages li.staff")).to_contain_text("Bonjour", timeout=SOON)
    expect(ana.locator("#text")).to_have_value("")
    for page in (ana, ben):
        page.context.close()


def test_a_colleague_does_the_whole_case_by_keyboard(browser: Browser, bot: BotServer) -> None:
    person("ana")
    process = start("feed", 1, BOT_URL=bot.url)
    try:
        with served(BOT_URL=bot.url) as desk:
            page = enter(browser, desk, "ana")
            bot.tell("c1", "hand_over", reason="asked", language="ar", channel="website")
            bot.tell("c1", "message", id="m1", author="newcomer", text="مرحبا", language="ar")
            page.locator(".queue a").wait_for(timeout=10000)
            page.locator(".queue a").focus()
            page.keyboard.press("Enter")
            page.get_by_role("button", name="Take the conversation").focus()
            page.keyboard.press("Enter")
            page.locator("#text").focus()
            page.keyboard.type("Bonjour")
            page.keyboard.press("Tab")
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            expect(page.locator("li.staff .delivery")).to_have_text("delivered", timeout=5000)
            assert bot.typed == ["c1"]
            assert "Bonjour" in bot.said("c1")
            page.locator("details.closing summary").focus()
            page.keyboard.press("Enter")
            page.keyboard.press("Tab")
            page.keyboard.press("Space")
            page.keyboard.press("Enter")
            page.wait_for_url(f"{desk}/")
            expect(page.locator(".empty")).to_be_visible()
            for _ in range(50):
                if bot.slots("c1")[-1:] == [("hand_over", None)]:
                    break
                time.sleep(0.1)
            assert bot.slots("c1") == [("led", True), ("led", None), ("hand_over", None)]
            page.context.close()
    finally:
        stop(process)
