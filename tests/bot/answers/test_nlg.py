"""One reply in the reader's language: facts, stamp, buttons, id; on a small city."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rasa.shared.core.events import BotUttered

from bot.answers.choices import Choice, Choices
from bot.answers.nlg import CityNlg
from knowledge import load
from tests.bot.answers import talk
from tests.knowledge import data

KEY = b"k" * 32
REAL = load(Path("data"), "schaerbeek")
SIMPLE = "Venez au bureau."
ENGLISH = """\
      - condition: [{type: slot, name: language, value: en}]
        text: Come to {desk.address}. Call {desk.phone}.
        metadata: {title: Learn to swim, simple: Come to the office., status: STATUS}
"""


@pytest.fixture
def nlg() -> CityNlg:
    return CityNlg(library=REAL, key=KEY)


NOW = datetime(2027, 2, 1, 10, tzinfo=timezone.utc)  # a Monday


def small(tmp_path: Path, topic: str = data.TOPIC, *, now: datetime = NOW) -> CityNlg:
    """The real texts with a small city's one topic, on a fixed clock."""
    root = data.city(tmp_path, topic=topic)
    for path in Path("data/texts").glob("*.yml"):
        data.write(root / "texts" / path.name, path.read_text(encoding="utf-8"))
    (root / "texts" / "talk.yml").unlink()
    languages = Path("data/languages.yml").read_text(encoding="utf-8")
    data.write(root / "languages.yml", languages)
    return CityNlg(library=load(root, "testville"), key=KEY, clock=now.astimezone)


async def say(nlg: CityNlg, action: str, *, values: Any = None, **turn: Any) -> dict[str, Any]:
    reply = await nlg.generate(action, talk.tracker(**turn), "website", **(values or {}))
    assert reply is not None
    return reply


def choices(reply: dict[str, Any]) -> list[Choice | None]:
    return [Choices(KEY).read("conv", button["payload"]) for button in reply["buttons"]]


async def test_the_answer_ends_with_an_honest_stamp_in_french(tmp_path: Path) -> None:
    reply = await say(small(tmp_path), "utter_faq/swimming", language="fr")
    assert reply["text"] == (
        "Venez à Rue Haute 1, 1000 Bruxelles. Appelez le 02 111 22 33.\n\n"
        "Source : piscine.example, page de 2022, pas encore confirmée par le bureau."
    )
    assert reply["text"].endswith(reply["stamp"])
    assert reply["source"] == {"url": "https://www.piscine.example/page", "year": "2022"}
    assert (reply["topic"], reply["language"], reply["simple"]) == ("swimming", "fr", False)
    assert reply["sign"] == "🏊"


async def test_a_draft_in_arabic_says_so_and_offers_the_source_text(tmp_path: Path) -> None:
    reply = await say(small(tmp_path), "utter_faq/swimming", language="ar")
    text, draft, stamp = reply["text"].split("\n\n")
    assert "\u206602 111 22 33\u2069" in text
    assert draft == "لم يراجع أحد هذه الترجمة بعد."
    assert stamp == "المصدر: piscine.example، صفحة من عام 2022، لم يؤكدها المكتب بعد."
    assert Choice(intent="faq/swimming", entities={"view": "source"}) in choices(reply)
    source = await say(
        small(tmp_path), "utter_faq/swimming", language="ar", entities={"view": "source"}
    )
    assert source["language"] == "fr"
    assert source["text"].startswith("Venez")


async def test_checked_on_appears_only_after_a_confirmation(tmp_path: Path) -> None:
    confirmed = "confirmed: {date: 2027-01-05, by: A. Colleague}"
    nlg = small(tmp_path, data.TOPIC.replace("confirmed: null", confirmed))
    reply = await say(nlg, "utter_faq/swimming", language="fr")
    assert reply["stamp"] == "Vérifié par le bureau le 5 janvier 2027. Source : piscine.example"
    assert "Colleague" not in str(reply)


async def test_a_confirmation_that_is_too_old_says_so(tmp_path: Path) -> None:
    confirmed = "confirmed: {date: 2025-12-31, by: A. Colleague}"
    nlg = small(tmp_path, data.TOPIC.replace("confirmed: null", confirmed))
    reply = await say(nlg, "utter_faq/swimming", language="fr")
    assert reply["stamp"].startswith("Vérifié par le bureau le 31 décembre 2025. C'était il y a")


WITH_HOURS = data.TOPIC.replace("Appelez le {desk.phone}.", "Heures, {desk.hours}")


@pytest.mark.parametrize(
    ("moment", "line"),
    [
        ("2027-02-01T10:00", "Le Bureau : ouvert maintenant, jusqu'à 12:00."),
        ("2027-02-01T13:00", "Le Bureau : fermé maintenant. Ouvre mardi 2 février 2027, 9:00."),
        # Thursday evening is kept for some people: others are not sent there.
        ("2027-02-04T13:00", "Le Bureau : fermé maintenant. Ouvre vendredi 5 février 2027, 9:00."),
        (
            "2027-02-04T18:00",
            "Le Bureau : ouvert maintenant, jusqu'à 20:00; sur rendez-vous.",
        ),
    ],
)
async def test_an_answer_with_hours_says_whether_it_is_open_now(
    tmp_path: Path, moment: str, line: str
) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/Brussels"))
    reply = await say(small(tmp_path, WITH_HOURS, now=now), "utter_faq/swimming", language="fr")
    assert line in reply["text"].split("\n\n")


async def test_an_edit_of_the_meaning_outdates_translations_until_they_follow(
    tmp_path: Path,
) -> None:
    edits = "related: []\n          edits:\n          - {date: 2027-01-10, kind: %s}"
    for kind, shown in (("wording", False), ("meaning", True)):
        topic = data.TOPIC.replace("related: []", edits % kind)
        reply = await say(small(tmp_path / kind, topic), "utter_faq/swimming", language="ar")
        assert reply["text"].startswith("النص باللغة الفرنسية أحدث") is shown
    followed = data.TOPIC.replace("related: []", edits % "meaning").replace(
        "status: draft", "status: draft, updated: 2027-01-10"
    )
    reply = await say(small(tmp_path / "followed", followed), "utter_faq/swimming", language="ar")
    assert not reply["text"].startswith("النص")


async def test_a_withdrawn_topic_is_being_corrected_in_every_language(tmp_path: Path) -> None:
    nlg = small(
        tmp_path, data.TOPIC.replace("related: []", "related: []\n          withdrawn: true")
    )
    for language in nlg.library.languages.answered:
        reply = await say(nlg, "utter_faq/swimming", language=language)
        assert reply["text"] == nlg.library.texts.get("answer_withdrawn", language)
        assert "111 22 33" not in reply["text"]


async def test_an_undated_page_is_called_so(tmp_path: Path) -> None:
    nlg = small(tmp_path, data.TOPIC.replace("year: 2022", 'year: "undated"'))
    reply = await say(nlg, "utter_faq/swimming", language="fr")
    assert "page sans date" in reply["stamp"]


async def test_a_missing_language_says_so_and_falls_back(tmp_path: Path) -> None:
    reply = await say(small(tmp_path), "utter_faq/swimming", language="tr")
    assert reply["language"] == "fr"
    assert reply["text"].startswith("Bu yanıt bende henüz Türkçe yok. Fransızca olarak şöyle:")


async def test_a_reader_without_answers_gets_the_nearest_and_languages_to_tap(
    tmp_path: Path,
) -> None:
    reply = await say(small(tmp_path), "utter_faq/swimming", language="so")
    assert reply["language"] == "ar"
    assert reply["text"].endswith("Luqadahan ayaan ku jawaabi karaa: mid taabo.")
    assert choices(reply)[0] == Choice(intent="set_language", entities={"language": "ar"})
    assert len(reply["buttons"]) <= 6


async def test_an_outdated_translation_is_told_and_withheld_when_legal(tmp_path: Path) -> None:
    topic = data.TOPIC + "      " + ENGLISH.strip().replace("STATUS", "outdated") + "\n"
    reply = await say(small(tmp_path / "a", topic), "utter_faq/swimming", language="en")
    assert reply["text"].startswith("The text in French is newer.\n\nCome to")
    legal = topic.replace("related: []", "related: []\n          legal: true")
    reply = await say(small(tmp_path / "b", legal), "utter_faq/swimming", language="en")
    assert reply["language"] == "fr"


async def test_simple_words_by_wish_by_habit_and_back(tmp_path: Path) -> None:
    nlg = small(tmp_path)
    asked = await say(nlg, "utter_simplify", intent="simplify", topic="swimming", language="fr")
    assert asked["text"].startswith(f"En mots simples :\n\n{SIMPLE}")
    assert Choice(intent="simple_first") in choices(asked)
    habit = await say(nlg, "utter_faq/swimming", language="fr", reading="simple")
    assert habit["text"].startswith(SIMPLE)
    assert habit["simple"] is True
    assert choices(habit)[0] == Choice(intent="faq/swimming", entities={"view": "full"})
    full = await say(
        nlg, "utter_faq/swimming", language="fr", reading="simple", entities={"view": "full"}
    )
    assert full["text"].startswith("Venez à Rue Haute")


async def test_asked_twice_simple_words_come_first_from_then_on(tmp_path: Path) -> None:
    reply = await say(
        small(tmp_path),
        "utter_simplify",
        intent="simplify",
        topic="swimming",
        language="fr",
        reading="once",
    )
    assert reply["text"].startswith("D'accord, à partir de maintenant")
    assert SIMPLE in reply["text"]


async def test_the_start_offers_simple_words_once(nlg: CityNlg) -> None:
    start = choices(await say(nlg, "utter_greet", intent="greet", language="fr"))
    assert Choice(intent="simple_first") in start
    assert len(start) <= 6
    simple = choices(await say(nlg, "utter_greet", intent="greet", language="fr", reading="simple"))
    assert Choice(intent="find_course") in simple
    assert Choice(intent="simple_first") not in simple


async def test_useful_is_one_tap_behind_one_button(tmp_path: Path) -> None:
    nlg = small(tmp_path)
    answer = await say(nlg, "utter_faq/swimming", language="fr")
    assert Choice(intent="rate", entities={"topic": "swimming"}) in choices(answer)
    assert len(answer["buttons"]) <= 6
    asked = await say(nlg, "utter_useful_ask", intent="rate", entities={"topic": "swimming"})
    assert choices(asked) == [
        Choice(intent=verdict, entities={"topic": "swimming"})
        for verdict in ("rated_useful", "rated_not", "rated_wrong")
    ]
    wrong = await say(nlg, "utter_useful_wrong", intent="rated_wrong", language="fr")
    assert Choice(intent="wrong_help") in choices(wrong)


async def test_every_answer_has_at_most_six_buttons_and_all_can_be_rated(nlg: CityNlg) -> None:
    for topic in REAL.topics:
        for code in REAL.languages.answered:
            reply = await say(nlg, f"utter_faq/{topic}", language=code)
            assert len(reply["buttons"]) <= 6
            assert Choice(intent="rate", entities={"topic": topic}) in choices(reply)
        asked = await say(nlg, "utter_useful_ask", intent="rate", entities={"topic": topic})
        assert len(asked["buttons"]) == 3


async def test_a_recording_of_this_very_text_is_offered(tmp_path: Path) -> None:
    nlg = small(tmp_path)
    folder = nlg.library.city_folder / "audio"
    folder.mkdir()
    (folder / "swimming.fr.opus").write_bytes(b"OggS")
    (folder / "swimming.fr.txt").write_text(SIMPLE + "\n", encoding="utf-8")
    assert (await say(nlg, "utter_faq/swimming", language="fr"))["audio"] == (
        "/audio/swimming.fr.opus"
    )
    (folder / "swimming.fr.txt").write_text("Venez lundi.", encoding="utf-8")
    assert "audio" not in await say(nlg, "utter_faq/swimming", language="fr")


async def test_simplify_without_a_topic_asks_what(nlg: CityNlg) -> None:
    reply = await say(nlg, "utter_simplify", intent="simplify", language="en")
    assert reply["text"].startswith("Gladly.")


async def test_a_topic_that_is_not_there_sends_to_the_office(nlg: CityNlg) -> None:
    reply = await say(nlg, "utter_faq/none", language="en")
    assert "Rue Kessels 14" in reply["text"]


NOTICES = """
    notices:
      - from: "2026-12-24"
        to: "2027-01-03"
        topics: [swimming, greeting]
        text: {fr: Fermé jusqu'au 3 janvier., en: Closed until 3 January.}
"""


@pytest.mark.parametrize(
    ("day", "shown"),
    [(23, False), (24, True), (31, True)],
)
async def test_a_notice_stands_before_what_it_touches_on_its_days(
    tmp_path: Path, day: int, shown: bool
) -> None:
    nlg = small(tmp_path)
    data.write(nlg.library.city_folder / "notices.yml", NOTICES)
    now = datetime(2026, 12, day, 23, 30, tzinfo=timezone.utc)
    late = CityNlg(library=nlg.library, key=KEY, clock=lambda zone: now - timedelta(hours=1))
    reply = await say(late, "utter_faq/swimming", language="fr")
    assert reply["text"].startswith("Fermé") is shown
    assert (await say(late, "utter_greet", language="tr"))["text"].startswith("Closed") is shown
    assert not (await say(late, "utter_thank", language="fr"))["text"].startswith("Fermé")


async def test_an_unknown_response_is_none(nlg: CityNlg) -> None:
    assert await nlg.generate("utter_nothing", talk.tracker(), "website") is None


async def test_ids_count_within_the_turn(nlg: CityNlg) -> None:
    tracker = talk.tracker(language="en")
    first = await nlg.generate("utter_thank", tracker, "website")
    second = await nlg.generate("utter_thank", tracker, "website")
    assert first is not None
    assert second is not None
    assert (first["id"], second["id"]) == ("m7.1", "m7.2")
    tracker.update(BotUttered("a"))
    tracker.update(BotUttered("b"))
    third = await nlg.generate("utter_thank", tracker, "website")
    assert third is not None
    assert third["id"] == "m7.3"


async def test_ids_begin_anew_with_each_message(nlg: CityNlg) -> None:
    assert (await say(nlg, "utter_thank", message_id="m8"))["id"] == "m8.1"


async def test_menu_shows_doors_then_the_screen_of_a_door(nlg: CityNlg) -> None:
    start = await say(nlg, "utter_menu", intent="menu", language="nl")
    assert Choice(intent="menu", entities={"door": "daily"}) in choices(start)
    assert len(start["buttons"]) <= 6
    papers = await say(nlg, "utter_menu", intent="menu", entities={"door": "papers"}, language="nl")
    assert papers["text"] == "Papieren en verblijf: tik uw vraag aan."
    assert Choice(intent="faq/nationality") in choices(papers)
    assert all(button["sign"] for button in papers["buttons"])


async def test_greeting_shows_the_doors_at_once(nlg: CityNlg) -> None:
    reply = await say(nlg, "utter_greet", intent="greet", language="fr")
    assert "un programme, pas une personne" in reply["text"]
    assert Choice(intent="menu", entities={"door": "language"}) in choices(reply)
    assert Choice(intent="request_human") in choices(reply)


async def test_did_you_mean_offers_known_alternatives_only(nlg: CityNlg) -> None:
    reply = await say(
        nlg,
        "utter_did_you_mean",
        intent="nlu_fallback",
        language="en",
        alternatives=["faq/reception_path_cost", "faq/none", {"name": "find_course"}],
    )
    assert choices(reply) == [
        Choice(intent="faq/reception_path_cost"),
        Choice(intent="find_course"),
        Choice(intent="something_else"),
        Choice(intent="request_human"),
    ]


async def test_a_language_that_has_answers_is_confirmed_in_it(nlg: CityNlg) -> None:
    reply = await say(
        nlg,
        "utter_language_set",
        intent="change_language",
        entities={"language": "ps"},
        language="ps",
    )
    assert reply["text"] == "سمه ده، له دې وروسته په پښتو ځواب درکوم."


async def test_a_language_without_answers_gets_all_others_to_tap(nlg: CityNlg) -> None:
    reply = await say(
        nlg,
        "utter_language_set",
        intent="change_language",
        entities={"language": "so"},
        language="so",
    )
    assert reply["language"] == "so"
    assert [button["title"] for button in reply["buttons"]][:2] == ["العربية", "English"]
    assert len(reply["buttons"]) == len(REAL.languages.answered)


async def test_deletion_asks_with_a_receipt_and_repeats_it(nlg: CityNlg) -> None:
    asked = await say(nlg, "utter_erase_ask", intent="delete_my_data", language="es")
    erase, cancel = choices(asked)
    assert erase is not None
    assert cancel == Choice(intent="cancel")
    receipt = erase.entities["receipt"]
    done = await say(nlg, "utter_erased", intent="erase", erase=receipt, language="es")
    assert done["text"].endswith(receipt)


async def test_every_reply_names_its_language_and_has_no_hole(nlg: CityNlg) -> None:
    for key in REAL.texts:
        if not key.startswith("utter_") or "course" in key:
            continue
        for code in REAL.languages.answered:
            reply = await say(nlg, key, language=code, entities={"receipt": "A1"})
            assert reply["language"] == code
            assert "{" not in reply["text"]


@pytest.mark.parametrize(
    ("agreed", "guess", "language"),
    [
        (None, "tr", "tr"),
        (None, None, "fr"),
        ("fr", "tr", "fr"),
        ("fr", "ar", "ar"),
        ("ps", "fa", "ps"),
        ("ar", "en", "ar"),
        ("uk", "ti", "ti"),
        ("fr", "xx", "fr"),
    ],
)
async def test_a_guess_counts_where_nothing_is_agreed_or_in_another_script(
    nlg: CityNlg, agreed: str | None, guess: str | None, language: str
) -> None:
    slots = {"language": agreed} if agreed else {}
    said = talk.tracker(guess=guess, **slots)
    reply = await nlg.generate("utter_languages", said, "website")
    assert reply is not None
    assert reply["language"] == language
