"""Jelgava in real Chromium: a newcomer in Latvian, another in Ukrainian, a colleague at the desk.

The conversation of the first city, against the second one; nothing is mocked.
"""

import time
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from tests.bot.widget.person import Person
from tests.kit.house import House
from tests.whole.people import colleague

pytestmark = [pytest.mark.slow, pytest.mark.city("jelgava"), pytest.mark.timeout(300)]


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What one newcomer says, and words that must stand in the answers."""

    own_name: str
    english: str
    help: str
    helped: str
    course: str
    person: str
    cost: str
    free: str
    there: str
    level: str
    levels: str


LATVIAN = Talk(
    own_name="Latviešu",
    english="Latvian",
    help="Kas ir tā Vienas pieturas aģentūra?",
    helped="Skolotāju iela 8",
    course="Meklēju latviešu valodas kursus iesācējiem, vakarā, bez maksas",
    person="Es gribu runāt ar cilvēku no biroja",
    cost="Vai integrācijas programma ir par maksu?",
    free="bez maksas",
    there="Paldies, vai jūs te esat?",
    level="Kā jūs pārbaudīsiet manu valodas līmeni?",
    levels="A1",
)
UKRAINIAN = Talk(
    own_name="Українська",
    english="Ukrainian",
    help="Що таке програма для новоприбулих і що вона дає?",
    helped="Skolotāju iela 8",
    course="Шукаю курси латиської мови для початківців, безкоштовно, ввечері",
    person="Хочу поговорити з людиною з офісу",
    cost="Чи програма для новоприбулих коштує грошей?",
    free="безкоштовн",
    there="Дякую, ви тут?",
    level="Як перевірять мій рівень мови?",
    levels="A1",
)


@pytest.mark.parametrize("talk", [LATVIAN, UKRAINIAN], ids=lambda talk: talk.english)
def test_a_question_a_course_a_person_and_back_to_the_bot(
    browser: Browser, house: House, talk: Talk
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en")
    person = Person(context.new_page())
    person.page.goto(f"{house.bot}/")
    person.tap(talk.own_name)
    person.find(".view .item.main").click()
    bubbles = person.find(".bot .bubble")

    person.say(talk.help)
    expect(person.find(".stamp").last).to_be_visible(timeout=20_000)
    expect(bubbles.last).to_contain_text(talk.helped)

    person.say(talk.course)
    expect(person.find(".card").first).to_be_visible(timeout=20_000)
    assert 1 <= person.find(".card").count() <= 3

    person.say(talk.person)
    desk = colleague(browser, house)
    row = desk.locator(".queue a").filter(has_text=talk.english).first
    expect(row).to_be_visible(timeout=10_000)
    row.click()
    expect(desk.locator("#messages")).to_contain_text(talk.person)

    person.say(talk.cost)
    expect(bubbles.last).to_contain_text(talk.free, timeout=20_000)

    desk.get_by_role("button", name="Take the conversation").click()
    expect(desk.locator("#composer textarea")).to_be_visible()
    expect(person.find(".status")).not_to_be_empty(timeout=10_000)
    time.sleep(1)  # the desk's own line is on its way
    answers = bubbles.count()
    person.say(talk.there)
    expect(desk.locator("#messages")).to_contain_text(talk.there, timeout=10_000)
    time.sleep(1)
    assert bubbles.count() == answers

    desk.fill("#composer textarea", "Labdien, es esmu šeit. Nāciet pirmdien deviņos.")
    desk.get_by_role("button", name="Send").click()
    expect(person.find(".staff .bubble").last).to_contain_text("Nāciet pirmdien", timeout=15_000)

    desk.locator("details.closing summary").click()
    desk.locator("input[name=outcome]").first.check()
    desk.get_by_role("button", name="Close the conversation").click()
    expect(desk.get_by_role("heading", name="Queue")).to_be_visible()
    expect(person.find(".status")).to_be_empty(timeout=10_000)

    person.say(talk.level)
    expect(bubbles.last).to_contain_text(talk.levels, timeout=20_000)
