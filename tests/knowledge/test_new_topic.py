"""A new topic is two files and nothing else: it is checked, answered, and found by tapping."""

import re
import shutil
from pathlib import Path

import pytest

from knowledge import Library, load, menu, skeleton
from knowledge.check import check
from knowledge.menu import Group
from tests.knowledge import data

CITIES = sorted(path.parent.name for path in Path("data/cities").glob("*/city.yml"))
NAME = "swimming_lessons"


@pytest.fixture(params=CITIES)
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Library:
    """A copy of a real city's data."""
    shutil.copytree("data", tmp_path / "data")
    return load(tmp_path / "data", request.param)


def depth(items: tuple[Group | str, ...], name: str, taps: int = 1) -> int | None:
    for item in items:
        if item == name:
            return taps
        if isinstance(item, Group):
            found = depth(item.items, name, taps + 1)
            if found:
                return found
    return None


def test_two_files_make_a_topic(library: Library) -> None:
    before = {path: path.read_bytes() for path in library.root.rglob("*") if path.is_file()}
    answer, examples = skeleton.write(library, NAME)
    text = answer.read_text(encoding="utf-8")
    text = re.sub(r"TO WRITE.*", "Text", text).replace("https://TO.WRITE", "https://pool.example")
    answer.write_text(text, encoding="utf-8")
    languages = ("en", "fr", "nl", "ar", "uk")
    rows = "".join(
        f"- intent: faq/{NAME}\n  metadata: {{language: {code}, kind: plain}}\n  examples: |\n"
        + "".join(f"    - swim {code} {number}\n" for number in range(3))
        for code in languages
    )
    examples.write_text(f'version: "3.1"\nnlu:\n{rows}', encoding="utf-8")

    now = load(library.root, library.city.id)
    told = [str(one) for one in check(library.root, library.city.id) if one.topic == NAME]
    assert [line for line in told if "script" not in line and "differ" not in line] == []
    assert NAME in now.topics
    taps = depth(menu.of(now).doors, NAME)
    assert taps is not None
    assert taps <= 3
    after = {path: path.read_bytes() for path in library.root.rglob("*") if path.is_file()}
    assert set(after) - set(before) == {answer, examples}
    assert all(after[path] == before[path] for path in before)


def test_a_topic_names_its_group_and_a_full_screen_takes_no_more(tmp_path: Path) -> None:
    placed = data.TOPIC.replace("related: []", "related: []\n          menu: sport")
    items = [f"x{number}" for number in range(5)]
    for count, shown in ((4, True), (5, True), (6, False)):
        names = [*items, "y"][:count]
        screen = f"doors:\n  - {{name: sport, sign: s, items: [{', '.join(names)}]}}\n"
        root = data.city(tmp_path / str(count), topic=placed, menu=screen)
        library = load(root, "testville")
        path = library.city_folder / "menu.yml"
        made = menu.load(
            path, topics=[*names, "swimming"], placed={"swimming": "sport", "ghost": "sport"}
        )
        assert ("swimming" in made.doors[0].items) is shown
        assert len(made.doors[0].items) <= menu.MOST_ON_A_SCREEN
    named = data.city(tmp_path / "named", topic=placed)
    assert menu.of(load(named, "testville")).doors[0].items == ("swimming",)
