"""Readable by everybody: keyboard alone, axe-core, narrow screens, large text, forced colours."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bot.widget.conftest import WAIT, Standin, Visit
from tests.bot.widget.person import Person
from tests.kit.browser import FLAGS, NAMES

pytestmark = pytest.mark.slow

# What runs over the edge of the screen.
WIDE = """() => Array.from(
        document.querySelector('newcomer-chat').shadowRoot.querySelectorAll('.chat *'))
    .filter(node => { const box = node.getBoundingClientRect();
        return box.width && !node.matches('.unseen')
            && (box.right > innerWidth + 1 || box.left < -1); })
    .map(node => node.outerHTML.slice(0, 80))"""
AXE = Path(__file__).parents[2] / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def _violations(page: Page) -> list[str]:
    """What axe-core objects to on the page as it stands now."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "\n;0")
    result: dict[str, Any] = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    return [
        f"{found['id']}: {node['html'][:120]} ({node['failureSummary'][:200]})"
        for found in result["violations"]
        for node in found["nodes"]
    ]


def _states(person: Person, standin: Standin) -> dict[str, list[str]]:
    """Walks through every view and state; the violations in each."""
    page, found = person.page, {}
    found["languages"] = _violations(page)
    person.find(".languages .item").first.click()
    found["welcome"] = _violations(page)
    person.find(".whole").click()
    person.find(".prose strong").first.wait_for()
    found["notice"] = _violations(page)
    person.find(".view .item.main").click()
    person.find(".view .item").first.click()
    found["greeting"] = _violations(page)
    for text, sign in (("path", ".stamp"), ("course", ".card"), ("danger", ".bot .call")):
        person.say(text)
        person.find(sign).first.wait_for()
        found[text] = _violations(page)
    person.say("fail")
    person.find(".mine.failed").wait_for()
    standin.control("staff")
    person.find(".staff").wait_for()
    found["staff and failure"] = _violations(page)
    person.find(".sign:has(.i-more)").last.click()
    person.find(".fold a").first.wait_for()
    found["more"] = _violations(page)
    for name in ("tool.camera", "sos", "tool.globe", "tool.menu"):
        person.find(f".{name}").click()
        person.find("h2").wait_for()
        found[name] = _violations(page)
        if name == "tool.camera":
            page.keyboard.press("Escape")
    person.find(".item:has(.i-trash)").click()
    found["erase"] = _violations(page)
    standin.control("refuse")
    page.keyboard.press("Escape")
    person.say("offline")
    person.find(".strip:not(:empty)").wait_for()
    found["offline"] = _violations(page)
    return {state: violations for state, violations in found.items() if violations}


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("ar", 320, "light"), ("fr", 1280, "light"), ("uk", 320, "dark"), ("ps", 1280, "dark")],
)
def test_axe_finds_nothing_in_any_state(
    visit: Visit, standin: Standin, language: str, width: int, scheme: str
) -> None:
    person = visit(language, width=width, start=False, color_scheme=scheme, bypass_csp=True)
    assert _states(person, standin) == {}


@pytest.mark.parametrize("language", ["en", "nl", "tr", "ru", "es", "pt", "ro", "fa"])
def test_axe_finds_nothing_in_the_other_languages(visit: Visit, language: str) -> None:
    person = visit(language, width=320, bypass_csp=True)
    person.say("path")
    person.find(".stamp").wait_for()
    assert _violations(person.page) == []
    person.find(".sos").click()
    assert _violations(person.page) == []


def test_everything_can_be_done_with_the_keyboard_alone(visit: Visit) -> None:
    person = visit("en", width=1280, start=False)
    keyboard = person.page.keyboard

    def tab_to(selector: str) -> None:
        for _ in range(40):
            if person.find(f"{selector}:focus").count():
                return
            keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")

    tab_to(".languages .item")
    keyboard.press("Enter")
    tab_to(".view .item.main")
    keyboard.press("Enter")
    expect(person.find("textarea")).to_be_focused()
    keyboard.type("menu")
    keyboard.press("Enter")
    person.find(".choice").first.wait_for()
    keyboard.press("Shift+Tab")
    expect(person.find(".tool.camera")).to_be_focused()
    keyboard.press("Shift+Tab")
    assert person.page.evaluate(
        "document.querySelector('newcomer-chat').shadowRoot.activeElement.className"
    ).startswith("choice")
    keyboard.press("Enter")
    person.sees("Answer to: c:person")
    expect(person.find("textarea")).to_be_focused()
    tab_to(".sos")
    keyboard.press("Enter")
    expect(person.find("h2")).to_be_focused()
    keyboard.press("Escape")
    expect(person.find("textarea")).to_be_focused()
    tab_to(".tool.menu")
    keyboard.press("Enter")
    tab_to(".sizes .huge")
    keyboard.press("Space")
    expect(person.find(".chat")).to_have_attribute("data-size", "huge")
    expect(person.find(".sizes .huge")).to_be_focused()
    keyboard.press("Escape")
    keyboard.type("path")
    keyboard.press("Enter")
    person.find(".stamp").wait_for()
    tab_to(".sign[aria-expanded]")
    keyboard.press("Enter")
    tab_to(".fold .choice")
    tab_to("button.action")
    tab_to(".tool.camera")
    keyboard.press("Enter")
    expect(person.find("h2")).to_be_focused()
    tab_to(".letter .item")
    tab_to(".view > .item")
    keyboard.press("Enter")
    expect(person.find("textarea")).to_be_focused()


@pytest.mark.parametrize("language", ["fr", "ar", "uk", "ru", "pt"])
@pytest.mark.parametrize("size", ["normal", "huge"])
def test_nothing_runs_off_a_narrow_screen(visit: Visit, language: str, size: str) -> None:
    person = visit(language, width=320)
    person.say("path")
    person.say("course")
    person.find(".card").wait_for()
    person.find(".tool.menu").click()
    person.find(f".sizes .{size}").click()
    for view in ("menu", "help", "chat"):
        if view == "help":
            person.find(".sos").click()
        if view == "chat":
            person.find(".sos").click()
        assert person.page.evaluate(WIDE) == [], view


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Browser]:
    """A browser whose owner reads at twice the usual text size."""
    found = next(filter(None, map(shutil.which, NAMES)))
    flags = [*FLAGS, "--blink-settings=defaultFontSize=32"]
    opened = browser.browser_type.launch(executable_path=found, args=flags)
    yield opened
    opened.close()


@pytest.mark.parametrize(("language", "width"), [("fr", 320), ("ar", 320), ("uk", 1280)])
def test_text_of_twice_the_size_stays_on_the_screen_and_within_reach(
    reader: Browser, standin: Standin, language: str, width: int
) -> None:
    context = reader.new_context(viewport={"width": width, "height": 740}, locale=language)
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(f"{standin.url}/host" if width == 1280 else f"{standin.url}/?lang={language}")
    page.wait_for_selector("newcomer-chat[data-ready]", state="attached")
    person = Person(page)
    if width == 1280:
        person.find(".launcher").click()
    assert page.evaluate(WIDE) == []
    person.find(".languages .item").first.click()
    assert page.evaluate(WIDE) == []
    person.find(".view .item.main").click()
    person.say("path")
    person.find(".stamp").wait_for()
    standin.control("staff")
    person.find(".staff").wait_for()
    assert page.evaluate(WIDE) == []
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    assert person.find(".bubble").last.evaluate(size) >= 32
    person.find(".tool.menu").click()
    person.find(".item:has(.i-trash)").click()
    expect(person.find(".item.danger")).to_be_in_viewport()
    assert page.evaluate(WIDE) == []
    context.close()


def test_every_button_is_large_enough_for_a_finger(visit: Visit) -> None:
    person = visit("fr", width=320)
    person.say("menu")
    person.find(".choice").first.wait_for()
    for button in person.find("button:visible, .call:visible, .action:visible").all():
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 40, button.evaluate("node => node.outerHTML")


def test_forced_colours_keep_every_button_visible(visit: Visit) -> None:
    person = visit("fr", forced_colors="active")
    for button in person.find("button:visible").all():
        width = button.evaluate("node => getComputedStyle(node).borderTopWidth")
        assert width != "0px", button.evaluate("node => node.outerHTML")


def test_new_messages_are_announced(visit: Visit) -> None:
    person = visit("fr")
    log = person.page.get_by_role("log", name="Conversation")
    person.say("hello")
    expect(log).to_contain_text("Answer to: hello")
    expect(log).to_contain_text("Assistant:")
