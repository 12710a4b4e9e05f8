"""A colleague who knows only French completes a case in Pashto without typing a word of it.

What the newcomer answered is read from the desk alone: the test never looks at the newcomer's page
to know it. Nothing is mocked: trained model, desk, feed, SQLite files, sockets, two browsers.
"""

import re
from datetime import datetime, timedelta, timezone

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bot.widget.person import Person
from tests.kit.house import House
from tests.whole.people import colleague

pytestmark = [pytest.mark.slow, pytest.mark.city("schaerbeek"), pytest.mark.timeout(300)]
PASHTO = re.compile(r"[\u0600-\u06ff]")
LONG = 15_000  # a reply waits five seconds, in which it can be taken back


def newcomer(browser: Browser, url: str) -> Person:
    """Somebody who reads Pashto, on a phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="ps")
    person = Person(context.new_page())
    person.page.goto(url)
    person.tap("پښتو")
    person.find(".view .item.main").click()
    return person


class Typed:
    """Everything that the colleague types: no Pashto may be among it."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def keys(self, text: str) -> None:
        assert not PASHTO.search(text)
        self._page.keyboard.type(text)

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)


def phrase(desk: Page, typed: Typed, words: str, button: str) -> None:
    """Opens the phrases with `/`, finds one by French words, and opens it: all by keyboard."""
    expect(desk.locator("body[data-live] #text")).to_be_visible(timeout=LONG)
    desk.locator("#text").focus()
    typed.press("/")
    expect(desk.locator("#tool-find")).to_be_focused(timeout=LONG)
    typed.keys(words)
    typed.press("ArrowDown")
    typed.press("Enter")
    expect(desk.locator("#tool").get_by_role("button", name=button)).to_be_visible(timeout=LONG)


def test_a_french_speaking_colleague_completes_a_case_in_pashto(
    browser: Browser, house: House
) -> None:
    person = newcomer(browser, f"{house.bot}/")
    person.say("له یو انسان سره خبرې کول غواړم")
    expect(person.find(".message.bot").last).to_be_visible(timeout=LONG)
    desk = colleague(browser, house, locale="fr")
    typed = Typed(desk)
    row = desk.locator(".queue a").filter(has_text="Pachto").first
    expect(row).to_be_visible(timeout=LONG)
    row.click()
    # The first message says in French what was recognised.
    expect(desk.locator("li.newcomer .understood").first).to_contain_text(
        "veut parler à une personne"
    )
    desk.get_by_role("button", name="Prendre la conversation").click()

    # Greet.
    phrase(desk, typed, "là pour vous aider", "Envoyer")
    sides = desk.locator("#tool .sides")
    expect(sides).to_contain_text("Bonjour, je suis là pour vous aider.")
    expect(sides.locator("[lang=ps]")).to_have_css("direction", "rtl")
    desk.locator("#tool button.main").press("Enter")
    expect(person.find(".staff .bubble").last).to_contain_text("سلام", timeout=LONG)
    expect(desk.locator("li.staff .delivery").last).to_contain_text("remis", timeout=LONG)

    # Learn whether a document exists.
    phrase(desk, typed, "avez-vous ce document", "Envoyer")
    desk.get_by_label("passeport ou carte d'identité").check()
    expect(sides).to_contain_text("Avez-vous ce document : passeport ou carte d'identité ?")
    desk.locator("#tool button.main").press("Enter")
    person.page.get_by_role("button", name="هو", exact=True).click(timeout=LONG)
    answer = desk.locator("li.newcomer .understood").last
    expect(answer).to_contain_text("Oui", timeout=LONG)

    # Ask for a document.
    phrase(desk, typed, "apportez, s'il vous", "Envoyer")
    desk.get_by_label("passeport ou carte d'identité").check()
    desk.locator("#tool button.main").press("Enter")
    expect(person.find(".staff .bubble").last).to_contain_text("پاسپورټ", timeout=LONG)

    # Give an appointment; the newcomer accepts it.
    day = (datetime.now(tz=timezone.utc) + timedelta(days=8)).date()
    desk.locator("[data-open=appointment]").click()
    desk.get_by_label("Jour", exact=True).fill(day.isoformat())
    desk.get_by_label("Heure", exact=True).fill("14:00")
    desk.get_by_label("passeport ou carte d'identité").check()
    desk.get_by_role("button", name="Proposer le rendez-vous").click()
    card = person.find(".staff .card").last
    expect(card).to_contain_text("14:00", timeout=LONG)
    assert str(day.year) in card.inner_text()
    assert not re.search(r"[٠-٩۰-۹]", card.inner_text())
    with person.page.expect_download() as download:
        card.locator("a[download]").click()
    assert "BEGIN:VCALENDAR" in download.value.path().read_text(encoding="utf-8")
    expect(card.locator("a[href*='openstreetmap']")).to_be_visible()
    person.page.get_by_role("button", name="هو، راځم").click(timeout=LONG)
    expect(desk.locator(".appointments")).to_contain_text("accepté", timeout=LONG)
    expect(desk.locator("li.newcomer .understood").last).to_contain_text("Oui, je viendrai")

    # The slip, in both languages.
    code = desk.locator("h1 .code").inner_text()
    desk.locator("[data-open=appointment]").click()
    with desk.expect_popup() as popup:
        desk.get_by_role("link", name="Fiche à imprimer").click()
    slip = popup.value
    expect(slip.locator("section[lang=ps]")).to_contain_text(code)
    expect(slip.locator("section[lang=fr]")).to_contain_text("passeport ou carte d'identité")
    slip.close()

    # Close.
    desk.locator("details.closing summary").click()
    desk.get_by_role("radio", name="Rendez-vous").check()
    desk.get_by_role("button", name="Clôturer la conversation").click()
    expect(desk.get_by_role("heading", name="File d'attente")).to_be_visible()
    expect(person.find(".message.bot .bubble").last).to_contain_text("پای ته", timeout=LONG)
    expect(person.find(".status")).to_be_empty(timeout=LONG)
