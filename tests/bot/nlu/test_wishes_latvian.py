"""Wishes in Latvian, and as Russian and Ukrainian speakers of that city say them: case endings of places."""

# ruff: noqa: E501

from collections.abc import Iterator

import pytest

from bot.nlu.wishes import Wishes
from tests.bot.nlu.test_wishes import _pairs, said


@pytest.fixture(scope="module")
def wishes() -> Iterator[Wishes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CITY", "jelgava")
        yield Wishes()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("lv", "Meklēju latviešu valodas kursus iesācējiem vakaros Jelgavā",
         "target_language=lv level=A1 schedule=evening place=Jelgava"),
        ("lv", "bezmaksas kursi no Dobeles, tikai sievietēm", "free=true place=Dobele audience=women"),
        ("lv", "neprotu lasīt un rakstīt, vai ir kas no rīta Pārlielupē?",
         "level=literacy schedule=morning place=Pārlielupe"),
        ("lv", "ne vakarā, labāk nedēļas nogalē", "not_schedule=evening schedule=weekend"),
        ("lv", "gribu tiešsaistē, B1", "mode=online level=B1"),
        ("lv", "latviesu valodas kursi bez maksas ozolniekos", "target_language=lv free=true place=Ozolnieki"),
        ("lv", "runāju krieviski un angliski, gribu mācīties latviešu valodu", "target_language=lv"),
        ("lv", "kursi ar bērnu pieskatīšanu", "childcare=true"),
        ("lv", "kaut kas Bauskā vai Iecavā pēc darba", "place=Iecava schedule=evening"),
        ("ru", "курсы латышского в Елгаве по вечерам для начинающих",
         "target_language=lv place=Jelgava schedule=evening level=A1"),
        ("ru", "латышский бесплатно в Добеле", "target_language=lv free=true place=Dobele"),
        ("uk", "курси латиської в Єлгаві на вихідних", "target_language=lv place=Jelgava schedule=weekend"),
        ("en", "free Latvian course near Jelgava station", "target_language=lv free=true place=Jelgava"),
    ],
)  # fmt: skip
def test_wishes_are_found(wishes: Wishes, language: str, text: str, expected: str) -> None:
    found = said(wishes, language, text)
    missing = [one for one in _pairs(expected) if one not in found]
    assert (missing, found - _pairs(expected)) == ([], set())
