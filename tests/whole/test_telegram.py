"""The conversation of the website over Telegram: a newcomer who writes Arabic, a colleague.

Nothing of ours is mocked; Telegram is a Bot API server on loopback that answers over HTTP.
"""

import json
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.kit.bot_api import TOKEN, BotApi, telegram
from tests.kit.house import House
from tests.kit.telegram_person import Person
from tests.whole.test_two_people import colleague

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def api() -> Iterator[BotApi]:
    with telegram() as server:
        yield server


@pytest.fixture(scope="module")
def house(api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    opened = House(var=tmp_path_factory.mktemp("telegram"))
    opened.settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": api.url}
    try:
        yield opened.prepare().start()
    finally:
        opened.stop()


def test_a_question_in_arabic_a_course_a_person_and_back_to_the_bot(
    browser: Browser, house: House, api: BotApi
) -> None:
    person = Person(api=api, chat=731_000_111, language="ar")
    person.send(person.does("start"))
    (screen,) = person.answers()
    assert screen.keys[0]["text"] == "العربية"
    notice, greeting = person.tap("العربية")
    assert "تيليغرام" in notice
    assert greeting.startswith("\u200f")

    answer = person.ask("ما هو مسار الاستقبال؟")[-1]
    assert "مسار الاستقبال" in answer
    assert 'href="http' in answer

    person.send(person.says("لا أعرف القراءة والكتابة، أبحث عن درس فرنسي في المساء"))
    said = person.until(lambda call: any("enrol_course" in str(key) for key in call.keys))
    assert 1 <= len([c for c in said if "enrol_course" in str(c.keys)]) <= 3

    person.ask("أريد التحدث مع شخص من المكتب", quiet=2.0)
    desk = colleague(browser, house)
    row = desk.locator(".queue a").filter(has_text="Arabic").first
    expect(row).to_be_visible(timeout=10_000)
    row.click()
    expect(desk.locator("#messages")).to_contain_text("أريد التحدث مع شخص من المكتب")
    assert "مجاني" in person.ask("هل مسار الاستقبال مجاني؟")[-1]

    desk.get_by_role("button", name="Take the conversation").click()
    expect(desk.locator("#composer textarea")).to_be_visible()
    person.until(lambda call: "↩️" in str(call.keyboard))
    person.send(person.says("شكراً، هل أنتم هنا؟"))
    expect(desk.locator("#messages")).to_contain_text("هل أنتم هنا؟", timeout=10_000)
    assert len(api.sent(person.chat)) == person.heard

    desk.fill("#composer textarea", "Bonjour, je suis là. Venez lundi à 9 h.")
    desk.get_by_role("button", name="Send").click()
    (reply,) = person.answers(wait=30)
    assert "Venez lundi" in reply.data["text"]
    assert "👤" in reply.data["text"]

    desk.locator("details.closing summary").click()
    desk.locator("input[name=outcome]").first.check()
    desk.get_by_role("button", name="Close the conversation").click()
    expect(desk.get_by_role("heading", name="Queue")).to_be_visible()
    person.answers(quiet=1.0)
    assert "18" in person.ask("كم يستغرق مسار الاستقبال؟")[-1]


def test_danger_is_answered_first_and_deletion_takes_the_chat_along(
    house: House, api: BotApi
) -> None:
    person = Person(api=api, chat=731_000_222, language="en")
    (danger,) = person.ask("help, my husband is beating me right now")
    assert "112" in danger
    person.send(person.commands("delete"))
    person.answers()
    receipt, rest = person.tap("erase")
    assert re.search(r"[0-9A-F]{8}", receipt)
    assert "Delete chat" in rest
    deleted = [c.data["message_ids"] for c in api.calls if c.method == "deleteMessages"][-1]
    assert len(deleted) >= 4


def test_no_log_names_the_token_a_chat_a_name_or_a_word(house: House, api: BotApi) -> None:
    person = Person(api=api, chat=731_000_333, language="en")
    person.ask("Zanzibarwort: how much does the integration programme cost?")
    api.refuse("sendMessage", 400, "Bad Request: can't parse entities")
    person.ask("Zanzibarwort again")
    person.send(person.does("poll_before_bot_api_9_6"))
    person.answers()
    api.push({**person.says("x"), "message": "Zanzibarwort"}, {"update_id": 3, "message": 7})
    time.sleep(1)
    shape = json.dumps(person.says("x"))
    names = {"Zanzibarwort", TOKEN, TOKEN.split(":")[1], "731000", "Zeinabwort", "zeinabwort"}
    assert "Zeinabwort" in shape
    for name in ("bot", "actions", "desk", "feed"):
        assert [word for word in names if word in house.log(name)] == []
    assert person.ask("Is there a person?")
