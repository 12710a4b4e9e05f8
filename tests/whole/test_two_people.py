"""Two people in real Chromium: a newcomer who writes Arabic, a colleague at the desk.

Nothing is mocked: trained model, action server, desk, feed, SQLite files, sockets.
"""

import time

import pytest
from playwright.sync_api import Browser, expect

from tests.bot.widget.person import Person
from tests.kit.house import House
from tests.whole.people import colleague

pytestmark = [pytest.mark.slow, pytest.mark.city("schaerbeek"), pytest.mark.timeout(240)]


def newcomer(browser: Browser, url: str) -> Person:
    """Somebody who opens the chat page on a phone and chooses Arabic."""
    context = browser.new_context(viewport={"width": 390, "height": 780}, locale="ar")
    person = Person(context.new_page())
    person.page.goto(url)
    person.tap("العربية")
    person.find(".view .item.main").click()
    return person


def last(person: Person, selector: str = ".bot .bubble") -> str:
    """The newest bubble's words."""
    return person.find(selector).last.inner_text()


def test_a_question_in_arabic_a_course_a_person_and_back_to_the_bot(
    browser: Browser, house: House
) -> None:
    person = newcomer(browser, f"{house.bot}/")
    person.say("ما هو مسار الاستقبال؟")
    expect(person.find(".stamp").last).to_be_visible(timeout=15_000)
    assert "مسار الاستقبال" in last(person)
    direction = "node => getComputedStyle(node).direction"
    assert person.find(".bot .bubble").last.evaluate(direction) == "rtl"
    expect(person.find(".chat")).to_have_attribute("dir", "rtl")

    person.say("لا أعرف القراءة والكتابة، أبحث عن درس فرنسي في المساء")
    expect(person.find(".card").first).to_be_visible(timeout=15_000)
    assert 1 <= person.find(".card").count() <= 3

    person.say("أريد التحدث مع شخص من المكتب")
    desk = colleague(browser, house)
    row = desk.locator(".queue a").filter(has_text="Arabic").first
    expect(row).to_be_visible(timeout=5_000)
    row.click()
    expect(desk.locator("#messages")).to_contain_text("أريد التحدث مع شخص من المكتب")
    expect(desk.locator("#messages")).to_contain_text("ما هو مسار الاستقبال؟")

    person.say("هل مسار الاستقبال مجاني؟")
    expect(person.find(".bot .bubble").last).to_contain_text("مجاني", timeout=15_000)

    desk.get_by_role("button", name="Take the conversation").click()
    expect(desk.locator("#composer textarea")).to_be_visible()
    expect(person.find(".status")).not_to_be_empty(timeout=10_000)
    time.sleep(1)  # the desk's own line, "a colleague reads along now", is on its way
    answers = person.find(".bot .bubble").count()
    person.say("شكراً، هل أنتم هنا؟")
    expect(desk.locator("#messages")).to_contain_text("هل أنتم هنا؟", timeout=5_000)
    time.sleep(1)
    assert person.find(".bot .bubble").count() == answers

    desk.fill("#composer textarea", "Bonjour, je suis là. Venez lundi à 9 h.")
    begin = time.monotonic()
    desk.get_by_role("button", name="Send").click()
    # Five seconds to take it back, then it goes out at once.
    expect(person.find(".staff .bubble").last).to_contain_text("Venez lundi", timeout=10_000)
    assert 4.5 < time.monotonic() - begin < 9

    person.page.reload()
    expect(person.find(".staff .bubble").last).to_contain_text("Venez lundi", timeout=10_000)

    desk.locator("details.closing summary").click()
    desk.locator("input[name=outcome]").first.check()
    desk.get_by_role("button", name="Close the conversation").click()
    expect(desk.get_by_role("heading", name="Queue")).to_be_visible()
    expect(person.find(".status")).to_be_empty(timeout=10_000)

    person.say("كم يستغرق مسار الاستقبال؟")
    expect(person.find(".stamp").last).to_be_visible(timeout=15_000)
    expect(person.find(".bot .bubble").last).to_contain_text("18", timeout=15_000)
