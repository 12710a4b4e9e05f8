"""The widget in somebody else's page: one script, one element, a strict policy."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bot.widget.conftest import Standin

pytestmark = pytest.mark.slow


@pytest.fixture
def host(standin: Standin, browser: Browser) -> Page:
    """A browser that is about to open the municipality's page."""
    context = browser.new_context(locale="fr", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(10_000)
    return page


def test_it_opens_from_a_button_and_runs_under_a_strict_policy(
    host: Page, standin: Standin
) -> None:
    troubles: list[str] = []
    foreign: list[str] = []
    host.on("console", lambda message: troubles.append(message.text))
    host.on(
        "request",
        lambda request: (
            None if request.url.startswith(standin.url) else foreign.append(request.url)
        ),
    )
    host.goto(f"{standin.url}/host")
    host.locator(".launcher").click()
    host.locator(".languages .item").first.click()
    host.locator(".view .item").first.click()
    host.locator("textarea").fill("hello")
    host.keyboard.press("Enter")
    host.get_by_text("Answer to: hello").wait_for()
    assert troubles == []
    assert foreign == []
    assert host.context.cookies() == []
    assert host.title() == "Commune"


def test_what_is_said_while_it_is_closed_is_counted(host: Page, standin: Standin) -> None:
    host.goto(f"{standin.url}/host")
    host.locator(".launcher").click()
    host.locator(".languages .item").first.click()
    host.locator(".view .item").first.click()
    host.locator("textarea").fill("hello")
    host.keyboard.press("Enter")
    host.get_by_text("Answer to: hello").wait_for()
    host.locator("header .i-down").click()
    standin.control("staff")
    expect(host.locator(".badge")).to_have_text("1")
    expect(host.get_by_role("button", name="Nouveaux messages : 1")).to_be_visible()
    host.reload()
    host.locator(".launcher").click()
    host.get_by_text("Bonjour !", exact=True).wait_for()
    host.reload()
    expect(host.locator(".panel")).to_be_visible()
