"""Three cities side by side, the third made of data files alone: `make city`, then a few lines.

Each has stores, ports and processes of its own; the model is that of the city under test, for what
is asked here is asked everywhere.
"""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from knowledge import load, new_city
from knowledge.__main__ import main
from knowledge.check import check
from tests.kit.chat import Chat
from tests.kit.house import ROOT, House

STUB = "testburg"
CITIES = sorted(path.parent.name for path in (ROOT / "data" / "cities").glob("*/city.yml"))


def third_city(folder: Path) -> Path:
    """A copy of the data with one city more, its blanks filled in; returns the data folder."""
    data = folder / "data"
    shutil.copytree(ROOT / "data", data)
    assert main(["--data", str(data), "--city", CITIES[0], "city", STUB]) == 0
    home = data / "cities" / STUB
    for path in home.rglob("*.yml"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("address: TO WRITE", "address: High Street 1, Testburg")
        text = text.replace("country: XX", "country: IE").replace(
            "https://TO.WRITE", "https://t.example"
        )
        path.write_text(text.replace("TO WRITE", "Welcome Desk"), encoding="utf-8")
    return data


def test_a_new_city_says_what_is_to_be_written_and_then_has_no_error(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    new_city.write(data, STUB, pattern=CITIES[0])
    errors = [one for one in check(data, STUB) if not one.warning]
    assert [one.topic for one in errors] == ["reception_office_contact"]
    filled = third_city(tmp_path / "filled")
    assert [one for one in check(filled, STUB) if not one.warning] == []
    assert (
        load(filled, STUB)
        .topics["reception_office_contact"]
        .answers["en"]
        .text.endswith("High Street 1, Testburg")
    )


@pytest.mark.parametrize("name", ["Test", "a b", "../x", CITIES[0]])
def test_a_name_that_cannot_be_a_folder_or_exists_is_refused(tmp_path: Path, name: str) -> None:
    shutil.copytree(ROOT / "data" / "cities", tmp_path / "cities")
    with pytest.raises(new_city.CityNameError):
        new_city.write(tmp_path, name, pattern=CITIES[0])


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, House]]:
    var = tmp_path_factory.mktemp("cities")
    data = third_city(tmp_path_factory.mktemp("third"))
    opened = {name: House(var=var, town=name) for name in (*CITIES, STUB)}
    opened[STUB].settings["DATA_DIR"] = str(data)
    try:
        for house in opened.values():
            house.prepare()
            house.start("bot")
        yield opened
    finally:
        for house in opened.values():
            house.stop()


async def first_answer(house: House, text: str) -> str:
    """What one newcomer is told."""
    chat = await Chat(house.bot).open(language="en")
    try:
        await chat.say(text, language="en")
        return "\n".join(str(reply["text"]) for reply in await chat.answers(quiet=2.0))
    finally:
        await chat.close()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_each_city_gives_its_own_address_and_keeps_its_own_store(houses: dict[str, House]) -> None:
    for name, house in houses.items():
        settings = {"DATA_DIR": house.settings.get("DATA_DIR", str(ROOT / "data"))}
        with patch.dict(os.environ, settings):
            city = load(Path(settings["DATA_DIR"]), name).city
        told = asyncio.run(first_answer(house, "What is the address of the reception office?"))
        assert str(city.offices[city.main_office].address) in told, (name, told)
    addresses = {name: house.var / name / "bot.sqlite" for name, house in houses.items()}
    assert len(set(addresses.values())) == len(CITIES) + 1
    for name, path in addresses.items():
        with sqlite3.connect(path) as store:
            (count,) = store.execute("select count(distinct conversation) from event").fetchone()
        assert count == 1, name
