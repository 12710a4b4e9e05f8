"""A conversation in the widget, in real Chromium, against the stand-in server."""

import re

import pytest
from playwright.sync_api import expect

from tests.bot.widget.conftest import Standin, Visit

pytestmark = pytest.mark.slow


def test_the_first_screen_offers_every_language_by_its_own_name(visit: Visit) -> None:
    person = visit("ar", start=False)
    names = person.find(".languages .item").all_inner_texts()
    assert names[0] == "العربية"
    assert {"Français", "Українська", "فارسی", "پښتو"} < set(names)
    assert len(names) == 12


@pytest.mark.parametrize("language", ["ar", "fa", "ps"])
def test_the_whole_widget_turns_right_to_left(visit: Visit, language: str) -> None:
    person = visit(language)
    expect(person.find(".chat")).to_have_attribute("dir", "rtl")
    send, field = person.find("button.send").bounding_box(), person.find("textarea").bounding_box()
    assert send
    assert field
    assert send["x"] < field["x"]
    person.say("path")
    expect(person.find(".stamp")).to_be_visible()
    if language == "ar":
        direction = "node => getComputedStyle(node).direction"
        assert person.find(".bot .bubble").last.evaluate(direction) == "rtl"


def test_switching_the_language_turns_everything_at_once_and_keeps_the_draft(visit: Visit) -> None:
    person = visit("fr")
    person.find("textarea").fill("un brouillon")
    person.find("button.globe").click()
    person.tap("العربية")
    expect(person.find(".chat")).to_have_attribute("dir", "rtl")
    expect(person.find("textarea")).to_have_value("un brouillon")
    expect(person.find("button.send")).to_have_attribute("title", "إرسال")


def test_the_interface_follows_the_language_that_the_bot_has_recognised(visit: Visit) -> None:
    person = visit("fr")
    person.say("please english")
    expect(person.find("button.send")).to_have_attribute("title", "Send")


def test_an_answer_is_drawn_from_safe_markdown_and_its_date_line_stands_apart(visit: Visit) -> None:
    person = visit("fr")
    person.say("path")
    bubble = person.find(".bot .bubble").last
    expect(bubble.locator("strong")).to_have_text("gratuit")
    assert bubble.locator("li").count() == 3
    expect(bubble.locator("p a")).to_have_attribute("href", "https://bewelcome.brussels")
    expect(bubble.locator(".stamp")).to_contain_text("pas encore confirmée")
    assert bubble.inner_text().count("pas encore confirmée") == 1


def test_html_in_a_message_stays_text(visit: Visit) -> None:
    person = visit("fr")
    person.say("menu <img src=x onerror=alert(1)>")
    person.sees("<b>un</b>")
    assert person.find(".log img, .log b").count() == 0


def test_a_quick_reply_sends_its_payload_under_its_title_and_is_then_gone(
    visit: Visit, standin: Standin
) -> None:
    person = visit("fr")
    person.say("menu")
    person.find(".choice").filter(has_text="Logement").click()
    person.sees("Answer to: c:housing")
    assert person.find(".mine .bubble").last.inner_text() == "Logement"
    assert standin.control("none")[-1] == "c:housing"
    assert person.find(".choice").count() == 0


def test_a_course_card_shows_rows_matches_and_only_safe_links(visit: Visit) -> None:
    person = visit("fr")
    person.say("course")
    card = person.find(".card")
    expect(card.locator("h3")).to_have_text("Français – alphabétisation, soir")
    assert card.locator("dt").all_inner_texts() == ["Quand", "Où", "Prix"]
    expect(card.locator(".marks.failed")).to_contain_text("près de Place Liedts")
    links = [link.get_attribute("href") for link in card.locator("a").all()]
    assert "The card in words" not in person.conversation()[-1]
    assert links[0] == "tel:+3224125610"
    assert len(links) == 2


def test_simpler_and_person_under_an_answer_speak_for_somebody_who_cannot_write(
    visit: Visit, standin: Standin
) -> None:
    person = visit("fr")
    person.say("path")
    person.find(".signs .sign").filter(has_text="Personne").click()
    person.sees("Answer to: c:person")
    assert person.find(".mine .bubble").last.inner_text() == "Je voudrais parler à une personne."


def test_a_colleagues_message_shows_name_and_role(visit: Visit, standin: Standin) -> None:
    person = visit("fr")
    person.say("hello")
    person.sees("Answer to: hello")
    standin.control("staff")
    expect(person.find(".staff .who")).to_have_text("AminaAssistante sociale")
    expect(person.find(".status")).to_have_text("Amina, Assistante sociale")
    expect(person.find(".typing")).to_be_hidden()
    person.find(".lead .sign").click()
    expect(person.find(".mine .bubble").last).to_have_text("Retour à l’assistant")


def test_emergency_calls_are_buttons_that_dial(visit: Visit) -> None:
    person = visit("fr")
    person.say("danger")
    expect(person.find(".bot .call").first).to_have_attribute("href", "tel:101")


def test_help_works_without_a_line(visit: Visit, standin: Standin) -> None:
    person = visit("ar")
    person.page.context.set_offline(True)
    person.find(".sos").click()
    expect(person.find(".call").first).to_have_attribute("href", "tel:112")
    person.sees("Rue Kessels 14, 1030 Schaerbeek")
    person.sees("9:00–12:00")


def test_leaving_quickly_wipes_the_copy_and_the_history_entry(visit: Visit) -> None:
    person = visit("fr")
    person.say("hello")
    person.sees("Answer to: hello")
    address = person.page.url
    person.page.route(re.compile("wikipedia"), lambda route: route.fulfill(body="neutral"))
    length = person.page.evaluate("history.length")
    person.find("textarea").press("Escape")
    person.find("textarea").press("Escape")
    person.find("textarea").press("Escape")
    person.page.wait_for_url(re.compile("wikipedia"))
    assert person.page.evaluate("history.length") == length
    person.page.goto(address)
    person.page.wait_for_selector(".languages")
    assert person.page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_erasing_clears_the_copy_on_the_device(visit: Visit) -> None:
    person = visit("fr")
    person.say("first")
    person.sees("Answer to: first")
    person.say("erase")
    expect(person.find(".message")).to_have_count(1)
    person.say("second")
    person.sees("Answer to: second")
    assert person.conversation() == ["Answer to: erase", "second", "Answer to: second"]


def test_a_page_that_blocks_storage_still_chats_and_says_so(visit: Visit, standin: Standin) -> None:
    person = visit("fr", start=False)
    blocked = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }});"
    person.page.add_init_script(blocked)
    person.page.reload()
    person.page.wait_for_selector("newcomer-chat[data-ready]")
    person.find(".languages .item").first.click()
    person.sees("ne me permet pas")
    person.find(".view .item").click()
    person.say("hello")
    person.sees("Answer to: hello")
