"""Bad lines: what is written is sent once, what was said meanwhile arrives, order is kept."""

import random

import pytest
from playwright.sync_api import expect

from tests.bot.widget.conftest import Standin, Visit

pytestmark = pytest.mark.slow


def test_a_reload_keeps_the_conversation(visit: Visit) -> None:
    person = visit("fr")
    person.say("path")
    expect(person.find(".stamp")).to_be_visible()
    before = person.conversation()
    person.page.reload()
    expect(person.find(".stamp")).to_be_visible()
    assert person.conversation() == before


def test_who_does_not_keep_the_chat_has_it_until_the_tab_is_closed(visit: Visit) -> None:
    person = visit("fr", keep=False)
    person.say("hello")
    person.sees("Answer to: hello")
    person.page.reload()
    person.sees("Answer to: hello")
    other = person.page.context.new_page()
    other.goto(person.page.url)
    expect(other.locator(".languages")).to_be_visible()


def test_messages_written_offline_are_shown_as_waiting_and_sent_once_in_order(
    visit: Visit, standin: Standin
) -> None:
    person = visit("fr")
    person.say("one")
    person.sees("Answer to: one")
    standin.control("refuse")
    person.say("two")
    person.say("three")
    expect(person.find(".mine.waiting")).to_have_count(2)
    expect(person.find(".strip")).to_contain_text("Pas de connexion")
    standin.control("admit")
    expect(person.find(".mine.waiting")).to_have_count(0, timeout=15_000)
    person.sees("Answer to: three")
    assert standin.control("none")[-3:] == ["one", "two", "three"]
    expect(person.find(".strip")).to_be_empty()


def test_what_waits_survives_a_reload(visit: Visit, standin: Standin) -> None:
    person = visit("fr")
    person.say("before")
    person.sees("Answer to: before")
    standin.control("refuse")
    person.say("after the reload")
    person.page.reload()
    expect(person.find(".mine.waiting")).to_have_count(1)
    standin.control("admit")
    person.sees("Answer to: after the reload")
    assert standin.control("none").count("after the reload") == 1


def test_a_lost_acknowledgement_sends_nothing_twice_and_loses_no_answer(
    visit: Visit, standin: Standin
) -> None:
    person = visit("fr")
    person.say("hello")
    person.sees("Answer to: hello")
    standin.control("lose")
    person.say("only once")
    person.sees("Answer to: only once")
    expect(person.find(".mine.waiting")).to_have_count(0)
    assert standin.control("none").count("only once") == 1
    assert person.conversation()[-2:] == ["only once", "Answer to: only once"]


def test_what_staff_said_while_the_line_was_down_is_replayed(
    visit: Visit, standin: Standin
) -> None:
    person = visit("fr")
    person.say("hello")
    person.sees("Answer to: hello")
    standin.control("refuse")
    standin.control("staff")
    standin.control("admit")
    expect(person.find(".staff")).to_have_count(1, timeout=15_000)


def test_many_cuts_lose_nothing_repeat_nothing_and_keep_the_order(
    visit: Visit, standin: Standin
) -> None:
    person = visit("fr")
    dice = random.Random(7)
    said = [f"message {number}" for number in range(30)]
    troubles = ["cut"] * 8 + ["lose"] * 4 + ["none"] * 8 + ["reload"] * 7 + ["restart"] * 3
    dice.shuffle(troubles)
    for text, trouble in zip(said, troubles, strict=True):
        person.say(text)
        person.page.wait_for_timeout(dice.random() * 200)
        if trouble == "reload":
            person.page.reload()
            person.page.wait_for_selector("newcomer-chat[data-ready]")
        elif trouble == "restart":
            standin.restart()
        else:
            standin.control(trouble)
    expect(person.find(".mine.waiting")).to_have_count(0, timeout=60_000)
    person.page.get_by_text(f"Answer to: {said[-1]}", exact=True).wait_for()
    assert [text for text in standin.control("none") if text in said] == said
    shown = person.conversation()
    assert [text for text in shown if text in said] == said
    assert [text for text in shown if text.startswith("Answer")] == [
        f"Answer to: {t}" for t in said
    ]


def test_an_unknown_session_gets_a_new_one_and_the_message_still_arrives(visit: Visit) -> None:
    person = visit("fr")
    person.say("hello")
    person.sees("Answer to: hello")
    person.page.evaluate(
        """() => { const key = Object.keys(localStorage)[0];
        localStorage[key] = JSON.stringify(Object.assign(JSON.parse(localStorage[key]),
        {token: "forged", last: 99})); }"""
    )
    person.page.reload()
    person.page.wait_for_selector("newcomer-chat[data-ready]")
    person.say("hello again")
    person.sees("Answer to: hello again")


def test_a_refused_message_says_why_and_can_be_sent_again(visit: Visit) -> None:
    person = visit("fr")
    person.say("fail")
    person.sees("Trop vite.")
    expect(person.find(".mine.failed .choice")).to_be_visible()


def test_without_websockets_the_line_falls_back_to_long_polling(visit: Visit) -> None:
    person = visit("fr", start=False)
    person.page.add_init_script(
        """window.WebSocket = class {
            constructor() { setTimeout(() => this.onerror({}), 50); }
            close() {}
        };"""
    )
    person.page.reload()
    person.page.wait_for_selector("newcomer-chat[data-ready]")
    person.find(".languages .item").first.click()
    person.find(".view .item").first.click()
    person.say("hello")
    person.sees("Answer to: hello")
