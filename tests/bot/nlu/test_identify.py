"""The language of a message: scripts, letters, Latin letters for another script, and traps."""

from pathlib import Path

import pytest
import yaml

from bot.nlu import city, seeds
from bot.nlu.identify import Identifier

NLU = Path("data/nlu")
# A few labels of every kind suffice here; the trained model sees all.
SOME = ("find_course", "request_human", "faq/housing_search", "faq/residence_permit", "emergency")


@pytest.fixture(scope="module")
def identifier() -> Identifier:
    rows = []
    for name in SOME:
        for block in yaml.safe_load((NLU / f"{name}.yml").read_text())["nlu"]:
            language = block["metadata"]["language"]
            rows += [(line[2:], language) for line in block["examples"].splitlines()]
    stock = seeds.load()
    return Identifier.fit(
        rows + [(seed.text, seed.language) for seed in stock.phrases if not seed.words],
        neutral=stock.neutral | city.place_words(),
        words=[(seed.text, seed.language) for seed in stock.phrases if seed.words],
    )


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "my landlord does not answer the phone"),
        ("fr", "je n'ai pas reçu ma carte à la maison"),
        ("nl", "waar vind ik een goedkope kamer om te huren"),
        ("de", "wo finde ich ein günstiges Zimmer zur Miete"),
        ("tr", "oturma kartımı nereden alabilirim"),
        ("es", "necesito encontrar un piso para mi familia"),
        ("pt", "preciso de encontrar uma casa para a minha família"),
        ("ro", "trebuie să găsesc o locuință pentru familia mea"),
        ("pl", "muszę znaleźć mieszkanie dla mojej rodziny"),
        ("lv", "man vajag atrast dzīvokli savai ģimenei"),
        ("sq", "më duhet të gjej një shtëpi për familjen time"),
        ("so", "waxaan u baahanahay guri aan qoyskayga la dego"),
        ("sw", "ninahitaji kupata nyumba kwa ajili ya familia yangu"),
        ("it", "ho bisogno di trovare una casa per la mia famiglia"),
        ("ku", "ez ji malbata xwe re li xaniyekî digerim"),
        ("ar", "أحتاج إلى بيت لعائلتي قرب المدرسة"),
        ("fa", "برای خانواده‌ام دنبال خانه می‌گردم"),
        ("ps", "زه د خپلې کورنۍ لپاره کور لټوم"),
        ("ur", "مجھے اپنے خاندان کے لیے گھر چاہیے"),
        ("ckb", "من بۆ خێزانەکەم بەدوای خانوودا دەگەڕێم"),
        ("uk", "мені потрібно знайти житло для родини"),
        ("ru", "мне нужно найти жильё для семьи"),
        ("bg", "трябва да намеря жилище за семейството си"),
        ("am", "ለቤተሰቤ ቤት ማግኘት እፈልጋለሁ"),
        ("ti", "ንስድራቤተይ ገዛ ክረክብ ደልየ ኣለኹ"),
        ("zh", "我需要给家人找房子"),
        ("el", "ψάχνω σπίτι για την οικογένειά μου"),
        ("hy", "տուն եմ փնտրում ընտանիքիս համար"),
        ("ka", "ოჯახისთვის სახლს ვეძებ"),
    ],
)
def test_a_sentence_in_its_own_script_is_recognised(
    identifier: Identifier, code: str, text: str
) -> None:
    guess = identifier.identify(text)
    assert (guess.code, guess.firm) == (code, True)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ar", "bghit nkri chi dar hna walakin ma3rftch fin"),
        ("ar", "baddi la2i bet la 3ayelti law sama7t"),
        ("uk", "meni treba znaity zhytlo dlya rodyny bud laska"),
        ("ru", "mne nuzhno nayti zhilyo dlya semyi pozhaluysta"),
        ("bg", "iskam da namerq kvartira za semeistvoto si"),
        ("fa", "man baraye khanevade am khoone mikham lotfan"),
        ("ps", "za da khpale koranay lapara kor ghwaram"),
        ("ur", "mujhe apne khandan ke liye ghar chahiye"),
        ("am", "le beteseboche bet magegnet efeligalehu"),
    ],
)
def test_latin_letters_for_another_script_are_recognised(
    identifier: Identifier, code: str, text: str
) -> None:
    assert identifier.identify(text).code == code


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("tr", "commune'den carte de séjour almak için ne yapmam lazım"),
        ("ar", "عندي rendez-vous في CPAS غدا"),
        ("fa", "parcours d'accueil چند ساعت است"),
        ("nl", "wat is het verschil tussen VIA en BAPA"),
        ("es", "donde queda la maison communale de Schaerbeek"),
        ("uk", "запис на parcours d'accueil де робити"),
    ],
)
def test_a_foreign_name_does_not_flip_the_language(
    identifier: Identifier, code: str, text: str
) -> None:
    assert identifier.identify(text).code == code


@pytest.mark.parametrize(
    "text",
    ["ok", "OK!", "1030", "06/12/2026", "Schaerbeek", "Place Liedts", "CPAS", "VIA", "👍👍",
     "", " ", "Mohammed Ahmadi", "Jan Peeters", "Oksana Shevchenko", "https://www.via.brussels"],
)  # fmt: skip
def test_what_belongs_to_no_language_is_not_firm(identifier: Identifier, text: str) -> None:
    assert not identifier.identify(text).firm


@pytest.mark.parametrize(
    ("code", "text"), [("de", "danke"), ("am", "አመሰግናለሁ"), ("ka", "გამარჯობა")]
)
def test_one_unmistakable_word_is_firm(identifier: Identifier, code: str, text: str) -> None:
    guess = identifier.identify(text)
    assert (guess.code, guess.firm) == (code, True)


def test_it_is_the_same_after_saving(identifier: Identifier, tmp_path: Path) -> None:
    identifier.save(tmp_path)
    again = Identifier.restore(tmp_path)
    for text in ("bghit nkri dar", "waar vind ik een kamer", "где найти врача"):
        before, after = identifier.identify(text), again.identify(text)
        assert (before.code, before.firm) == (after.code, after.firm)
        assert after.confidence == pytest.approx(before.confidence, abs=0.02)
