"""The sample pages hold what the widget needs: its script and its element, nothing inline."""

import re
from pathlib import Path

import pytest

EMBED = Path(__file__).parents[1] / "docs" / "embed"


@pytest.mark.parametrize("path", sorted(EMBED.iterdir()), ids=lambda path: path.name)
def test_a_sample_loads_the_script_as_a_module_and_places_the_element(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "https://chat.example.org/widget/newcomer-chat.js" in text
    assert re.search(r'type(="|: )module', text)
    assert re.search(r"<newcomer-chat city=[^>]*>.*</newcomer-chat>", text)
    assert not re.search(r"\son\w+=|<script(?![^>]*src=)|<style|javascript:", text)
