"""Everything a person can do in a chat, over real HTTP: what the bot hears, what it sends."""

import asyncio
import io
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from rasa.shared.core.events import BotUttered, UserUttered

from bot.channels.limits import Limits
from bot.channels.telegram.words import COMMANDS
from bot.store.files import KEPT_SECONDS
from tests.bot.channels.telegram.conftest import Stage
from tests.kit.telegram_person import Person

# What the channel does by itself, without a turn of its own name.
OWN_COMMANDS = ("help", "private")


def intents(stage: Stage) -> list[Any]:
    return [((m.parse_data or {}).get("intent") or {}).get("name") for m in stage.rasa.heard]


async def test_a_question_is_answered_once_with_the_keyboard_that_is_always_there(
    stage: Stage,
) -> None:
    person = stage.person("ar")
    person.send(person.says("ما هو مسار الاستقبال؟"))
    (answer,) = await stage.sent(person, 1)
    assert answer.data["text"] == "heard: ما هو مسار الاستقبال؟"
    assert [label[0] for label in answer.keyboard] == ["📋", "🌍", "🙋", "🆘"]
    assert answer.data["reply_markup"]["is_persistent"] is True
    assert stage.rasa.heard[0].metadata == {"prior": "ar"}
    await stage.until(lambda: stage.api.waiting == 0)
    assert stage.runtime.journal.inbox.waiting() == []


async def test_the_notice_comes_before_the_first_answer_and_only_once(stage: Stage) -> None:
    person = stage.person(noticed=False)
    person.send(person.says("Hello"))
    notice, answer = await stage.sent(person, 2)
    assert "Telegram keeps this chat" in notice.data["text"]
    assert "https://chat.example.org" in notice.data["text"]
    assert answer.data["text"] == "heard: Hello"
    person.send(person.says("Again"))
    assert [c.data["text"] for c in await stage.sent(person, 1)] == ["heard: Again"]


async def test_somebody_in_danger_reads_no_notice_first(stage: Stage) -> None:
    stage.rasa.say = lambda _: [BotUttered("112", metadata={"emergency": {"calls": []}})]
    person = stage.person(noticed=False)
    person.send(person.says("help!"))
    assert [c.data["text"] for c in await stage.sent(person, 1)] == ["112"]
    stage.rasa.say = None
    person.send(person.says("Thank you"))
    notice, _ = await stage.sent(person, 2)
    assert "Telegram keeps" in notice.data["text"]


async def test_start_shows_languages_by_their_own_names_then_greets_in_the_chosen_one(
    stage: Stage,
) -> None:
    person = stage.person("uk", noticed=False)
    person.send(person.does("start"))
    (screen,) = await stage.sent(person, 1)
    assert screen.keys[0]["text"] == "Українська"
    assert {"العربية", "پښتو", "Français"} <= {key["text"] for key in screen.keys}
    person.send(person.taps("العربية"))
    notice, greeting = await stage.sent(person, 2)
    assert notice.data["text"].startswith("\u200f🤖")
    assert "القائمة" in notice.keyboard[0]
    assert stage.rasa.heard[0].text == "العربية"
    assert intents(stage) == ["greet"]
    assert greeting.data["text"].startswith("\u200fheard")


async def test_a_posters_link_names_office_and_language(stage: Stage) -> None:
    office = stage.runtime.library.city.main_office
    person = stage.person("fr", noticed=False)
    person.send(person.does("start", text=f"/start {office}-ar"))
    notice, _ = await stage.sent(person, 2)
    assert stage.runtime.library.city.offices[office].name in notice.data["text"]
    assert stage.rasa.heard[0].parse_data is not None
    assert [e["value"] for e in stage.rasa.heard[0].parse_data["entities"]] == ["ar"]
    person.send(person.does("start", text="/start ../../etc'; drop table"))
    (screen,) = await stage.sent(person, 1)
    assert screen.keys


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in OWN_COMMANDS])
async def test_a_command_is_a_shortcut_for_its_choice(stage: Stage, command: str) -> None:
    person = stage.person()
    person.send(person.commands(command))
    await stage.sent(person, 3 if command == "download" else 1)
    assert intents(stage) == [COMMANDS[command]]


async def test_commands_are_registered_once_in_every_language(stage: Stage) -> None:
    await stage.until(lambda: len(stage.api.commands) == 13)
    for code in ("", *stage.runtime.library.languages.answered):
        assert [c["command"] for c in stage.api.commands[code]] == list(COMMANDS)
    assert stage.api.commands["ar"] != stage.api.commands["en"]
    await stage.stop()
    before = len([c for c in stage.api.calls if c.method == "setMyCommands"])
    stage.post = None
    await stage.start()
    await stage.until(lambda: len([c for c in stage.api.calls if c.method == "getMyCommands"]) > 25)
    assert len([c for c in stage.api.calls if c.method == "setMyCommands"]) == before


async def test_the_keyboard_works_in_whatever_language_it_was_shown(stage: Stage) -> None:
    person = stage.person("fr")
    texts = stage.runtime.library.texts
    person.send(person.says(f"🙋 {texts.raw('widget_person', 'ps')}"))
    await stage.sent(person, 1)
    assert intents(stage) == ["request_human"]


async def test_the_help_sign_shows_numbers_and_office_without_a_turn(stage: Stage) -> None:
    person = stage.person("fr")
    texts = stage.runtime.library.texts
    person.send(person.says(f"🆘 {texts.raw('widget_help', 'fr')}"))
    (answer,) = await stage.sent(person, 1)
    for call in stage.runtime.library.city.calls:
        assert f"<b>{call.number}</b>" in answer.data["text"]
    assert stage.rasa.heard == []
    person.send(person.taps("emergency"))
    await stage.sent(person, 1)
    assert intents(stage) == ["emergency"]


async def test_a_tap_acts_and_ends_the_waiting_sign(stage: Stage) -> None:
    person = stage.person()
    key = stage.runtime.choices.issue(stage.conversation(person), "faq/reception_path_cost")
    button = {"title": "Costs", "payload": key, "sign": "💶"}
    stage.rasa.say = lambda _: [BotUttered("tap", data={"buttons": [button]})]
    person.send(person.says("hello"))
    await stage.sent(person, 1)
    person.send(person.taps("Costs"))
    await stage.sent(person, 1)
    assert stage.rasa.heard[1].text == "💶 Costs"
    assert intents(stage)[1] == "faq"
    await stage.until(lambda: any(c.method == "answerCallbackQuery" for c in stage.api.calls))


@pytest.mark.parametrize("data", ["c.menu.AAAAAAAAAAAA", "hello", "c.erase?receipt=X.AAAAAAAAAAAA"])
async def test_an_old_or_forged_button_gets_a_fresh_menu(stage: Stage, data: str) -> None:
    person = stage.person()
    person.send(person.does("callback_old_message", data=data))
    await stage.sent(person, 1)
    assert intents(stage) == ["menu"]


async def test_an_edited_message_is_answered_under_itself(stage: Stage) -> None:
    person = stage.person()
    update = person.does("edited", text="How much?")
    person.send(update)
    (answer,) = await stage.sent(person, 1)
    number = update["edited_message"]["message_id"]
    assert answer.data["reply_parameters"]["message_id"] == number
    person.send({**update, "update_id": update["update_id"] + 1_000_000})
    await asyncio.sleep(0.3)
    assert len(stage.rasa.heard) == 1


async def test_a_location_becomes_a_neighbourhood_and_the_point_enters_nothing(
    stage: Stage,
) -> None:
    person = stage.person()
    place = {"latitude": 50.86105, "longitude": 4.37533}
    person.send(person.does("location", location=place))
    await stage.sent(person, 1)
    heard = stage.rasa.heard[0]
    assert heard.parse_data is not None
    assert heard.parse_data["intent"]["name"] == "set_wish"
    assert heard.text is not None
    assert heard.text.startswith("📍 ")
    assert "50.86" not in str(stage.runtime.journal.events(stage.conversation(person)))
    assert "50.86" not in everything_stored(stage)
    person.send(person.does("location", location={"latitude": 36.2, "longitude": 37.1}))
    (far,) = await stage.sent(person, 1)
    assert "too far" in far.data["text"]
    assert len(stage.rasa.heard) == 1


async def test_a_points_coordinates_do_not_even_wait_in_the_inbox(stage: Stage) -> None:
    person = stage.person()
    stage.rasa.pause = 60.0
    place = {"latitude": 50.86105, "longitude": 4.37533}
    person.send(person.does("venue", venue={"location": place, "title": "x", "address": "y"}))
    await stage.until(lambda: stage.rasa.heard)
    (waiting,) = stage.runtime.journal.inbox.waiting()
    assert waiting.data["place"] in (stage.rasa.heard[0].text or "")
    assert "50.86" not in everything_stored(stage)
    for task in stage.post._line._workers:  # type: ignore[union-attr]
        task.cancel()


async def test_a_number_goes_to_staff_only_and_only_ones_own(stage: Stage) -> None:
    person = stage.person()
    person.send(person.does("contact", contact=contact(person)))
    assert "nobody has asked" in (await stage.sent(person, 1))[0].data["text"]
    assert stage.rasa.heard == []
    lead(stage, person)
    person.send(person.does("contact", contact=contact(person)))
    answer, noted = await stage.sent(person, 2)
    assert "kept it for our colleague" in noted.data["text"]
    assert stage.rasa.heard[0].text == "☎️ +32470999888"
    person.send(person.does("contact_of_another"))
    assert "nobody has asked" in (await stage.sent(person, 1))[0].data["text"]


@pytest.mark.parametrize("sender", [{"kind": "staff", "name": "Amina", "role": "desk"}, None])
async def test_who_is_asked_for_a_number_gives_it_with_one_tap(
    stage: Stage, sender: dict[str, str] | None
) -> None:
    person = stage.person("ar")
    asking = {"asks": "number", "language": "ar", **({"from": sender} if sender else {})}
    stage.rasa.say = lambda _: [BotUttered("ما رقم هاتفك؟", metadata=asking)]
    person.send(person.says("أريد أن تتصلوا بي"))
    (asked,) = await stage.sent(person, 1)
    key = asked.data["reply_markup"]["keyboard"][0][0]
    title = stage.runtime.library.texts.raw("choice_call_back", "ar")
    assert key == {"text": f"📞 {title}", "request_contact": True}
    stage.rasa.say = None
    person.send(person.does("contact", contact=contact(person)))
    (noted,) = await stage.sent(person, 1)
    assert stage.rasa.heard[1].text == "☎️ +32470999888"
    assert "request_contact" not in str(noted.data["reply_markup"])


async def test_everything_kept_comes_as_a_page_and_as_data_once(stage: Stage) -> None:
    person = stage.person("fr")
    person.send(person.says("Où apprendre le français ?"))
    await stage.sent(person, 1)
    command = person.commands("download")
    person.send(command)
    _, page, data = await stage.sent(person, 3)
    assert "Où apprendre le français ?" in page.data["document"].decode()
    kept = json.loads(data.data["document"])
    assert [one["author"] for one in kept["messages"]][:2] == ["newcomer", "bot"]
    assert kept["channel"] == "telegram"
    assert "my-data" not in str([c.data.get("text") for c in stage.api.sent(person.chat)])
    key = stage.runtime.choices.issue(stage.conversation(person), "show_my_data")
    stage.rasa.say = lambda _: [BotUttered("x", data={"buttons": [{"title": "?", "payload": key}]})]
    person.send(person.says("more"))
    await stage.sent(person, 1)
    person.send(person.taps("show_my_data"))
    assert len(await stage.sent(person, 3)) == 3


async def test_an_appointment_brings_its_calendar_entry_along(stage: Stage) -> None:
    person = stage.person()
    links = [
        {"kind": "calendar", "title": "Calendar", "ics": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"},
        {"kind": "map", "title": "Map", "href": "https://map.example/x"},
        {"kind": "call", "title": "Call", "href": "tel:+3222794970"},
    ]
    said = BotUttered(
        "Monday at 9:00\nCode: K7M2PX", metadata={"card": {"title": "x", "links": links}}
    )
    stage.rasa.say = lambda _: [said]
    person.send(person.says("yes"))
    text, entry = await stage.sent(person, 2)
    assert "K7M2PX" in text.data["text"]
    assert [(key["text"], key.get("url")) for key in text.keys] == [
        ("Map", "https://map.example/x")
    ]
    assert entry.data["document"] == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


async def test_who_wants_nothing_stored_is_answered_and_stands_in_no_table(stage: Stage) -> None:
    person = stage.person("fr", noticed=False)
    person.send(person.says("Vorherwort"))
    notice, _ = await stage.sent(person, 2)
    assert "/private" in notice.data["text"]
    first = stage.conversation(person)
    person.send(person.commands("private"))
    said, greeting = await stage.sent(person, 2)
    assert said.data["text"] == stage.runtime.library.texts.get("utter_my_data_volatile", "fr")
    assert intents(stage)[-1] == "greet"
    assert greeting.keyboard
    assert "Vorherwort" not in everything_stored(stage)
    person.send(person.says("Geheimwort"))
    assert [c.data["text"] for c in await stage.sent(person, 1)] == ["heard: Geheimwort"]
    talk = stage.rasa.heard[-1].sender_id
    assert talk.startswith("v")
    assert stage.chats.stored(talk) != first
    assert "Geheimwort" not in everything_stored(stage)
    person.send(person.commands("private"))  # again changes nothing
    await stage.sent(person, 2)
    assert stage.rasa.heard[-1].sender_id == talk
    person.send(person.commands("download"))
    assert len(await stage.sent(person, 1)) == 1


async def test_a_wish_not_to_be_stored_outlives_a_restart_and_loses_no_answer(
    stage: Stage,
) -> None:
    person = stage.person()
    person.send(person.commands("private"))
    await stage.sent(person, 2)
    person.send(person.says("one"))
    await stage.sent(person, 1)
    talk = stage.rasa.heard[-1].sender_id
    await stage.stop()
    await stage.start()
    for text in ("two", "three"):
        person.send(person.says(text))
        assert [c.data["text"] for c in await stage.sent(person, 1)] == [f"heard: {text}"]
        assert stage.rasa.heard[-1].sender_id == talk


async def test_what_was_not_stored_is_deleted_with_the_chats_messages(stage: Stage) -> None:
    person = stage.person()
    before = person.says("before")
    person.send(before)
    await stage.sent(person, 1)
    person.send(person.commands("private"))
    await stage.sent(person, 2)
    talk = stage.rasa.heard[-1].sender_id
    key = stage.runtime.choices.issue(talk, "erase", {"receipt": "AB12"})
    button = {"title": "Yes", "payload": key}
    stage.rasa.say = lambda _: [BotUttered("Sure?", data={"buttons": [button]})]
    person.send(person.says("delete"))
    await stage.sent(person, 1)
    person.send(person.taps("Yes"))
    await stage.sent(person, 2)
    deleted = [c.data["message_ids"] for c in stage.api.calls if c.method == "deleteMessages"][-1]
    assert before["message"]["message_id"] in deleted
    assert len(deleted) >= 6
    stage.rasa.say = None
    person.send(person.says("somebody new"))
    notice, _ = await stage.sent(person, 2)
    assert "Telegram keeps" in notice.data["text"]
    new = stage.rasa.heard[-1].sender_id
    assert new not in (talk, stage.chats.stored(talk), stage.conversation(person))
    assert stage.chats.chat(new) == person.chat


async def test_while_a_colleague_helps_it_is_stored_and_says_so(stage: Stage) -> None:
    person = stage.person()
    person.send(person.says("hello"))
    await stage.sent(person, 1)
    asked = {"event": "slot", "name": "hand_over", "value": "asked", "timestamp": 1.0}
    stage.runtime.journal.append(stage.conversation(person), [asked])
    person.send(person.commands("private"))
    assert "A colleague is helping you" in (await stage.sent(person, 1))[0].data["text"]
    person.send(person.says("still here"))
    await stage.sent(person, 1)
    assert stage.rasa.heard[-1].sender_id == stage.conversation(person)


async def test_a_file_of_somebody_who_wants_nothing_stored_is_not_kept(stage: Stage) -> None:
    person = stage.person()
    person.send(person.commands("private"))
    await stage.sent(person, 2)
    stage.api.files["AwACAgQAAxkBAAIBVOICE"] = FILES["voice"]
    person.send(person.does("voice"))
    (answer,) = await stage.sent(person, 1)
    refused = stage.runtime.library.texts.get("file_refused_person", "en")
    assert answer.data["text"] == refused


async def test_a_file_goes_after_an_hour_unless_somebody_is_asked_to_look(stage: Stage) -> None:
    helped, alone = stage.person(), stage.person()
    stage.api.files["AwACAgQAAxkBAAIBVOICE"] = FILES["voice"]
    journal = stage.runtime.journal
    for person in (helped, alone):
        person.send(person.does("voice"))
        await stage.sent(person, 1)
    asked = {"event": "slot", "name": "hand_over", "value": "asked", "timestamp": 1.0}
    journal.append(stage.conversation(helped), [asked])

    def kept() -> list[bool]:
        ids = [(m.metadata or {})["file"]["id"] for m in stage.rasa.heard]
        talks = [stage.conversation(person) for person in (helped, alone)]
        return [journal.files.get(*one) is not None for one in zip(talks, ids)]

    journal.files.sweep()
    assert kept() == [True, True]
    journal.files._clock = lambda: time.time() + KEPT_SECONDS + 1
    journal.files.sweep()
    assert kept() == [True, False]


async def test_who_writes_too_fast_is_told_so(stage: Stage) -> None:
    await stage.stop()
    stage.runtime = replace(stage.runtime, limits=Limits(person=4))
    await stage.start()
    person = stage.person("fr")
    for number in range(3):
        person.send(person.says(f"{number}"))
    said = [call.data["text"] for call in await stage.sent(person, 3)]
    assert said[:2] == ["heard: 0", "heard: 1"]
    assert "très rapide" in said[2]


@pytest.mark.parametrize(
    ("name", "kind"), [("photo", "photo"), ("document", "document"), ("voice", "voice")]
)
async def test_a_file_waits_beside_the_conversation_and_its_caption_is_said(
    stage: Stage, name: str, kind: str
) -> None:
    person = stage.person()
    for file in ("AgACAgQAAxkBAAIBPHOTO", "BQACAgQAAxkBAAIBPDF", "AwACAgQAAxkBAAIBVOICE"):
        stage.api.files[file] = FILES[kind]
    person.send(person.does(name))
    await stage.sent(person, 2 if kind == "photo" else 1)
    heard = stage.rasa.heard[0]
    assert intents(stage)[0] == "send_file"
    about = (heard.metadata or {})["file"]
    assert about["kind"] == kind
    kept = stage.runtime.journal.files.get(stage.conversation(person), about["id"])
    assert kept is not None
    assert b"Ortwort" not in kept.body
    if kind == "photo":
        assert stage.rasa.heard[1].text == "Captionwort: what is this letter?"


async def test_a_file_of_another_kind_or_size_is_refused_with_a_word(stage: Stage) -> None:
    person = stage.person()
    stage.api.files["BQACAgQAAxkBAAIBPDF"] = b"MZ an executable"
    person.send(person.does("document"))
    assert "photo or a PDF" in (await stage.sent(person, 1))[0].data["text"]
    person.send(person.does("document_too_large"))
    assert "too large" in (await stage.sent(person, 1))[0].data["text"]
    person.send(person.does("voice"))
    assert "look that up" in (await stage.sent(person, 1))[0].data["text"]
    assert stage.rasa.heard == []


@pytest.mark.parametrize(
    "name",
    ["sticker", "poll", "poll_before_bot_api_9_6", "dice", "video", "video_note", "animation"],
)
async def test_what_has_no_words_gets_a_friendly_text(stage: Stage, name: str) -> None:
    person = stage.person()
    person.send(person.does(name))
    await stage.sent(person, 1)
    assert intents(stage) == ["no_words"]


@pytest.mark.parametrize("name", ["forwarded", "forwarded_from_hidden"])
async def test_a_forwarded_post_is_not_taken_for_the_persons_words(stage: Stage, name: str) -> None:
    person = stage.person("fr")
    person.send(person.does(name))
    assert "Quelqu'un d'autre" in (await stage.sent(person, 1))[0].data["text"].replace(
        "&#x27;", "'"
    )
    assert stage.rasa.heard == []


@pytest.mark.parametrize(
    "name",
    ["edited_live_location", "group_plain", "group_joined", "group_command_other", "from_a_bot",
     "unknown_kind", "pinned"],
)  # fmt: skip
async def test_what_is_not_meant_for_the_bot_is_left_alone(stage: Stage, name: str) -> None:
    person = stage.person()
    person.send(person.does(name))
    person.send(person.says("after"))
    await stage.sent(person, 1)
    assert [m.text for m in stage.rasa.heard] == ["after"]
    assert len(stage.api.sent()) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [("group_mention", "where is the office?"), ("group_reply", "and what does it cost?"),
     ("group_command", None)],
)  # fmt: skip
async def test_a_group_is_answered_when_it_means_the_bot(
    stage: Stage, name: str, text: str | None
) -> None:
    update = stage.person().does(name)
    group = update["message"]["chat"]["id"]
    stage.api.push(update)
    await stage.until(lambda: len(stage.api.sent(group)) == 2)
    notice, answer = stage.api.sent(group)
    assert "https://t.me/newcomer_test_bot" in notice.data["text"]
    assert answer.data["reply_parameters"]["message_id"] == update["message"]["message_id"]
    assert not answer.keyboard
    if text:
        assert stage.rasa.heard[0].text == text


async def test_an_erased_chat_loses_its_messages_and_goes_on_as_somebody_new(
    stage: Stage,
) -> None:
    person = stage.person()
    key = stage.runtime.choices.issue(stage.conversation(person), "erase", {"receipt": "AB12"})
    button = {"title": "Yes, delete everything", "payload": key}
    stage.rasa.say = lambda _: [BotUttered("Sure?", data={"buttons": [button]})]
    first = person.says("Delete my data")
    person.send(first)
    (asked,) = await stage.sent(person, 1)
    person.send(person.taps("Yes"))
    receipt, rest = await stage.sent(person, 2)
    assert receipt.data["text"] == "Sure?"
    assert "Delete chat" in rest.data["text"]
    deleted = next(c for c in stage.api.calls if c.method == "deleteMessages")
    assert set(deleted.data["message_ids"]) == {first["message"]["message_id"], asked.message}
    journal = stage.runtime.journal
    state = journal.state(stage.conversation(person))
    assert state is not None
    assert state["erased"]
    stage.rasa.say = None
    person.send(person.taps("Yes", asked))
    notice, fresh = await stage.sent(person, 2)
    assert "Telegram keeps" in notice.data["text"]
    assert "heard" in fresh.data["text"]
    assert intents(stage)[-1] == "menu"
    assert journal.messages(stage.conversation(person, 1))


async def test_who_blocks_the_bot_is_left_alone_and_heard_again_when_back(stage: Stage) -> None:
    person = stage.person()
    stage.api.blocked.add(person.chat)
    person.send(person.says("hello"))
    await stage.until(lambda: stage.runtime.journal.told.chat(stage.conversation(person)).gone)
    calls = len([c for c in stage.api.calls if c.method == "sendMessage"])
    assert calls == 1
    await stage.post.deliveries.tell_all()  # type: ignore[union-attr]
    assert len([c for c in stage.api.calls if c.method == "sendMessage"]) == calls
    stage.api.blocked.clear()
    person.send(person.does("unblocked"))
    assert [c.data["text"] for c in await stage.sent(person, 1)] == ["heard: hello"]
    person.send(person.does("blocked"))
    await stage.until(lambda: stage.runtime.journal.told.chat(stage.conversation(person)).gone)


def photo() -> bytes:
    drawn = io.BytesIO()
    about = Image.Exif()
    about[0x010E] = "Ortwort"
    Image.new("RGB", (60, 40), "red").save(drawn, "JPEG", exif=about)
    return drawn.getvalue()


FILES = {
    "photo": photo(),
    "document": b"%PDF-1.4\n%x",
    "voice": b"OggS\x00\x02" + bytes(22) + b"\x01\x13OpusHead" + bytes(40),
}


def everything_stored(stage: Stage) -> str:
    """The database's bytes, its write-ahead log's too."""
    folder = Path(stage.settings["VAR_DIR"])
    return "".join(path.read_bytes().decode("latin-1") for path in folder.glob("bot.sqlite*"))


def contact(person: Person) -> dict[str, Any]:
    return {"phone_number": "+32470999888", "first_name": "x", "user_id": person.chat}


def lead(stage: Stage, person: Person) -> None:
    """A colleague leads, as the desk posts it."""
    journal, conversation = stage.runtime.journal, stage.conversation(person)
    if journal.state(conversation) is None:
        journal.append(conversation, [UserUttered("x", input_channel="telegram").as_dict()])
        journal.told.update(conversation, told=1)
    slot = {"event": "slot", "name": "led", "value": True, "timestamp": 1.0}
    journal.append(conversation, [slot])
