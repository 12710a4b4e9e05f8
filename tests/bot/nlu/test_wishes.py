"""Wishes in the answered languages: negation, correction, endings, clitics, typos, places."""

# ruff: noqa: E501

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.wishes import Wishes

pytestmark = pytest.mark.city("schaerbeek")


@pytest.fixture(scope="module")
def wishes() -> Wishes:
    return Wishes()


def read(wishes: Wishes, language: str, text: str, label: str) -> Message:
    ranking = [{"name": label, "confidence": 0.95}]
    message = Message({"text": text, "language": language, "intent": ranking[0]})
    message.set("intent_ranking", ranking)
    wishes.process([message])
    return message


def intent(wishes: Wishes, language: str, text: str, label: str) -> str:
    return str(read(wishes, language, text, label).get("intent")["name"])


def said(wishes: Wishes, language: str, text: str, label: str = "find_course") -> set[str]:
    message = read(wishes, language, text, label)
    return {f"{one['entity']}={one['value']}" for one in message.get("entities")}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "I cannot read or write, is there a French class in the evening near Place Liedts?",
         "level=literacy target_language=fr schedule=evening place=Place Liedts"),
        ("en", "beginer course for women only, with someone to watch my baby",
         "level=A1 audience=women childcare=true"),
        ("fr", "cours de néerlandais le samedi à Saint-Josse, niveau A2",
         "target_language=nl schedule=weekend day=sat place=Saint-Josse-ten-Noode level=A2"),
        ("fr", "je ne sais ni lire ni écrire, cours gratuit svp", "level=literacy free=true"),
        ("nl", "gratis avondcursus Frans voor beginners met kinderopvang",
         "free=true schedule=evening target_language=fr level=A1 childcare=true"),
        ("nl", "ik kan niet lezen, iets in de voormiddag in Schaarbeek?",
         "level=literacy schedule=morning place=Schaerbeek"),
        ("ar", "أريد دورة فرنسية بالمساء للمبتدئين قرب محطة الشمال",
         "target_language=fr schedule=evening level=A1 place=Gare du Nord"),
        ("ar", "لا أعرف القراءة والكتابة، هل توجد دروس مجانية للنساء؟",
         "level=literacy free=true audience=women"),
        ("tr", "akşamları Schaerbeek'te başlangıç seviyesi Fransızca kursu",
         "schedule=evening place=Schaerbeek level=A1 target_language=fr"),
        ("tr", "okuma yazma bilmiyorum, ücretsiz ders var mı", "level=literacy free=true"),
        ("uk", "безкоштовні вечірні курси французької у Схарбеку для початківців",
         "free=true schedule=evening target_language=fr place=Schaerbeek level=A1"),
        ("uk", "нідерландська онлайн на вихідних", "target_language=nl mode=online schedule=weekend"),
        ("ru", "французский с нуля по утрам в Андерлехте, бесплатно",
         "target_language=fr level=A1 schedule=morning place=Anderlecht free=true"),
        ("ru", "курсы голландского, чтобы был присмотр за детьми",
         "target_language=nl childcare=true"),
        ("es", "clases de francés por la noche para principiantes en Molenbeek",
         "target_language=fr schedule=evening level=A1 place=Molenbeek-Saint-Jean"),
        ("es", "no sé leer ni escribir, ¿hay clases gratis con guardería?",
         "level=literacy free=true childcare=true"),
        ("pt", "curso de francês de graça à noite para iniciantes",
         "target_language=fr free=true schedule=evening level=A1"),
        ("pt", "aulas de neerlandês online ao sábado",
         "target_language=nl mode=online schedule=weekend day=sat"),
        ("ro", "curs de olandeză seara pentru începători lângă Gara de Nord",
         "target_language=nl schedule=evening level=A1 place=Gare du Nord"),
        ("ro", "nu știu să citesc, caut lecții gratuite doar pentru femei",
         "level=literacy free=true audience=women"),
        ("fa", "کلاس فرانسوی رایگان شب‌ها برای مبتدی‌ها در سخاربیک",
         "target_language=fr free=true schedule=evening level=A1 place=Schaerbeek"),
        ("fa", "سواد ندارم، صنف هلندی صبح می‌خواهم",
         "level=literacy target_language=nl schedule=morning"),
        ("ps", "د فرانسوي وړیا کورس د ماښام لپاره غواړم",
         "target_language=fr free=true schedule=evening"),
        ("ps", "یوازې د ښځو لپاره د نالوستو کورس په سخاربیک کې",
         "audience=women level=literacy place=Schaerbeek"),
    ],
)  # fmt: skip
def test_wishes_are_found(wishes: Wishes, language: str, text: str, expected: str) -> None:
    found = said(wishes, language, text)
    missing = [one for one in _pairs(expected) if one not in found]
    assert (missing, found - _pairs(expected)) == ([], set())


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "not in the evening, in the morning please", "not_schedule=evening schedule=morning"),
        ("en", "anything but online", "not_mode=online"),
        ("en", "no, in the afternoon", "schedule=afternoon"),
        ("en", "isn't there an evening class", "schedule=evening"),
        ("fr", "pas le soir, plutôt le matin", "not_schedule=evening schedule=morning"),
        ("fr", "n'y a-t-il pas un cours le soir ?", "schedule=evening"),
        ("nl", "niet 's avonds, wel in het weekend", "not_schedule=evening schedule=weekend"),
        ("ar", "مش بالليل، بالصبح أحسن", "not_schedule=evening schedule=morning"),
        ("tr", "akşam olmasın, sabah olsun", "not_schedule=evening schedule=morning"),
        ("uk", "тільки не ввечері, краще зранку", "not_schedule=evening schedule=morning"),
        ("ru", "не вечером, а утром", "not_schedule=evening schedule=morning"),
        ("es", "por la noche no puedo, mejor por la tarde", "not_schedule=evening schedule=afternoon"),
        ("pt", "à noite não posso, só de manhã", "not_schedule=evening schedule=morning"),
        ("ro", "seara nu pot, dimineața da", "not_schedule=evening schedule=morning"),
        ("fa", "شب نه، صبح باشد", "not_schedule=evening schedule=morning"),
        ("ps", "د ماښام نه، سهار غواړم", "not_schedule=evening schedule=morning"),
        ("en", "I don't need childcare", ""),
        ("en", "not Dutch, I want French", "target_language=fr"),
    ],
)  # fmt: skip
def test_a_negation_turns_a_wish_round(
    wishes: Wishes, language: str, text: str, expected: str
) -> None:
    assert said(wishes, language, text) == _pairs(expected)


@pytest.mark.parametrize(
    ("language", "saturday", "others"),
    [
        ("en", "on Saturday instead", {"mon": "Monday evening", "thu": "on Thursdays"}),
        ("fr", "plutôt le samedi", {"mon": "le lundi", "wed": "mercredi soir"}),
        ("nl", "liever op zaterdag", {"mon": "op maandag", "tue": "dinsdag of later"}),
        ("ar", "يوم السبت بدلاً من ذلك", {"mon": "يوم الاثنين", "wed": "الأربعاء مساء"}),
        ("tr", "cumartesi olsun", {"mon": "pazartesi günü", "tue": "salı akşamı", "fri": "cuma"}),
        ("uk", "краще в суботу", {"wed": "у середу", "fri": "у п'ятницю"}),
        ("ru", "лучше в субботу", {"tue": "во вторник", "wed": "в среду"}),
        ("es", "mejor el sábado", {"tue": "los martes", "wed": "el miércoles"}),
        ("pt", "antes ao sábado", {"mon": "na segunda-feira", "tue": "às terças"}),
        ("ro", "mai bine sâmbăta", {"mon": "luni dimineața", "tue": "marți"}),
        ("fa", "شنبه بهتر است", {"mon": "دوشنبه", "tue": "سه‌شنبه", "wed": "چهار شنبه"}),
        ("ps", "د شنبې په ورځ", {"mon": "د دوشنبې په ورځ", "fri": "د جمعې په ورځ"}),
        ("lv", "labāk sestdien", {"mon": "pirmdienās", "thu": "ceturtdien"}),
    ],
)  # fmt: skip
def test_a_weekday_is_a_wish_and_saturday_the_weekend_as_well(
    wishes: Wishes, language: str, saturday: str, others: dict[str, str]
) -> None:
    assert said(wishes, language, saturday) == {"day=sat", "schedule=weekend"}
    for day, text in others.items():
        found = said(wishes, language, text)
        assert {one for one in found if one.startswith("day=")} == {f"day={day}"}, text
        assert "schedule=weekend" not in found


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "not on Monday evening", "not_schedule=evening"),
        ("en", "Wednesday I cannot, Friday is fine", "day=fri"),
        ("fr", "pas le mercredi, le jeudi", "day=thu"),
        ("ro", "un curs de 3 luni", ""),
    ],
)
def test_a_day_that_is_not_wanted_is_no_wish(
    wishes: Wishes, language: str, text: str, expected: str
) -> None:
    assert said(wishes, language, text) == _pairs(expected)


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ("I don't know my level", "French please but dont know what level I am")),
        ("fr", ("Je ne connais pas mon niveau", "je sais pas quel est mon niveau")),
        ("nl", ("Ik ken mijn niveau niet", "ik weet niet welk niveau ik heb")),
        ("ar", ("لا أعرف مستواي", "ما بعرف شو مستواي")),
        ("tr", ("Seviyemi bilmiyorum", "seviyemin ne olduğunu bilmiyorum")),
        ("uk", ("Я не знаю свого рівня", "не знаю, який у мене рівень")),
        ("ru", ("Я не знаю свой уровень", "не знаю, какой у меня уровень")),
        ("es", ("No sé mi nivel", "no sé qué nivel tengo")),
        ("pt", ("Não sei o meu nível", "não sei qual é o meu nível")),
        ("ro", ("Nu îmi știu nivelul", "nu știu ce nivel am")),
        ("fa", ("سطحم را نمی‌دانم", "نمی‌دانم سطح من چیست")),
        ("ps", ("خپله کچه نه پېژنم", "نه پوهېږم زما کچه څومره ده")),
        ("lv", ("Es nezinu savu līmeni", "nezinu, kāds ir mans līmenis")),
    ],
)
def test_who_types_that_they_do_not_know_their_level_gets_the_samples(
    wishes: Wishes, language: str, texts: tuple[str, ...]
) -> None:
    for text in texts:
        for label in ("faq/language_level_test", "find_course", "nlu_fallback"):
            assert intent(wishes, language, text, label) == "check_level"
        assert intent(wishes, language, text, "emergency") == "emergency"


@pytest.mark.parametrize(
    ("language", "text", "nth"),
    [
        ("en", "the second one", "2"), ("fr", "la deuxième", "2"), ("nl", "de tweede", "2"),
        ("ar", "الثاني", "2"), ("tr", "ikincisi", "2"), ("uk", "другий", "2"),
        ("ru", "второй", "2"), ("es", "el segundo", "2"), ("pt", "o segundo", "2"),
        ("ro", "al doilea", "2"), ("fa", "دومی", "2"), ("ps", "دویم", "2"), ("lv", "otrais", "2"),
        ("fr", "le premier", "1"), ("ar", "الثالثة", "3"), ("ru", "последний", "-1"),
    ],
)  # fmt: skip
def test_an_ordinal_alone_asks_for_details_whatever_the_label(
    wishes: Wishes, language: str, text: str, nth: str
) -> None:
    assert intent(wishes, language, text, "nlu_fallback") == "course_details"
    assert f"nth={nth}" in said(wishes, language, text, "nlu_fallback")


def test_an_ordinal_beside_other_words_keeps_its_label(wishes: Wishes) -> None:
    assert intent(wishes, "en", "my second child needs a school", "faq/school") == "faq/school"
    assert intent(wishes, "ar", "المرة الثانية أسأل", "faq/school") == "faq/school"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I am looking for a course"),
        ("en", "good evening, I have a question"),
        ("en", "I speak English and a little French"),
        ("fr", "bonsoir, je cherche un cours"),
        ("es", "buenas tardes, busco un curso"),
        ("pt", "boa noite, procuro um curso"),
        ("tr", "iyi akşamlar, kurs arıyorum"),
        ("ar", "صباح الخير، أبحث عن دورة"),
    ],
)
def test_a_greeting_or_the_plain_word_course_is_no_wish(
    wishes: Wishes, language: str, text: str
) -> None:
    assert said(wishes, language, text) == set()


@pytest.mark.parametrize(
    ("language", "text", "nth"),
    [
        ("en", "when does the second one start?", "2"),
        ("fr", "je prends la deuxième", "2"),
        ("nl", "schrijf me in voor de derde", "3"),
        ("ar", "متى تبدأ الدورة الثانية", "2"),
        ("tr", "birincisi ne kadar", "1"),
        ("uk", "запишіть мене на другий", "2"),
        ("ru", "сколько стоит последний", "-1"),
        ("fa", "آدرس اولی را بگویید", "1"),
    ],
)
def test_an_ordinal_names_a_listed_course(
    wishes: Wishes, language: str, text: str, nth: str
) -> None:
    assert f"nth={nth}" in said(wishes, language, text, "course_details")
    assert "nth" not in str(said(wishes, language, text, "find_course"))


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("en", "can you speak Arabic?", "ar"),
        ("en", "no understand french can u do english", "en"),
        ("fr", "vous pouvez écrire en albanais ?", "sq"),
        ("nl", "graag verder in het Pools", "pl"),
        ("tr", "Kürtçe yazabilir misin", "ku"),
        ("ar", "تكلم معي بالعربية", "ar"),
        ("ru", "говорите по-русски", "ru"),
    ],
)
def test_the_language_asked_for_wins_over_the_message_s_own(
    wishes: Wishes, language: str, text: str, named: str
) -> None:
    own = {"entity": "language", "value": language, "start": 0, "end": len(text)}
    message = Message({"text": text, "language": language, "entities": [own]})
    message.set("intent", {"name": "change_language", "confidence": 0.9})
    wishes.process([message])
    assert [one["value"] for one in message.get("entities")] == [named]


@pytest.mark.parametrize(
    ("text", "searching", "label"),
    [
        ("not in the evening", 0.2, "find_course"),
        ("no, in the morning", 0.2, "find_course"),
        ("not in the evening", 0.01, "deny"),
        ("no thank you", 0.2, "deny"),
    ],
)
def test_a_refusal_that_names_a_wish_refines_the_search(
    wishes: Wishes, text: str, searching: float, label: str
) -> None:
    message = Message({"text": text, "language": "en"})
    message.set("intent", {"name": "deny", "confidence": 0.75})
    ranking = [
        {"name": "deny", "confidence": 0.75},
        {"name": "find_course", "confidence": searching},
    ]
    message.set("intent_ranking", ranking)
    wishes.process([message])
    assert message.get("intent")["name"] == label


def _pairs(expected: str) -> set[str]:
    """Splits `place=Gare du Nord level=A1` at the keys."""
    pairs: list[str] = []
    for part in expected.split():
        if "=" in part:
            pairs.append(part)
        else:
            pairs[-1] += f" {part}"
    return set(pairs)


@pytest.mark.parametrize("text", ["ـ", "\u064b", "a \u0301\u0301 b", "፰", "course ² ③ ፬፬"])
def test_signs_that_are_no_words_break_nothing(text: str) -> None:
    message = Message({"text": text, "language": "am"})
    message.set("intent_ranking", [{"name": "course_details", "confidence": 0.9}])
    Wishes().process([message])
    assert isinstance(message.get("entities"), list)
