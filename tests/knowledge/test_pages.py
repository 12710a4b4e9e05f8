"""Static pages, preview and posters of each real city."""

import re
from datetime import datetime, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from knowledge import Library, load, pages, poster, preview
from knowledge.markup import to_html
from tests.knowledge import data

NOW = datetime(2026, 11, 26, 10, tzinfo=timezone.utc)
CITIES = sorted(path.parent.name for path in Path("data/cities").glob("*/city.yml"))
FONTS = Path("knowledge/fonts")


@pytest.fixture(params=CITIES)
def library(request: pytest.FixtureRequest) -> Library:
    return load(Path("data"), request.param)


class Links(HTMLParser):
    """All links of a page, and whether tags are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name == "href"]
        if tag not in ("meta", "link", "br", "!doctype"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_page_is_whole_has_no_script_and_no_dead_link(
    library: Library, tmp_path: Path
) -> None:
    count = pages.write(library, tmp_path, NOW)
    assert count == len(library.languages.answered) * (len(library.topics) + 1)
    dead = set()
    for path in tmp_path.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "{" not in text
        reader = Links()
        reader.feed(text)
        assert reader.open == []
        for link in reader.found:
            if link.startswith(("http", "tel:")) or "?" in link:
                continue
            there = (path.parent / link).resolve()
            if not (there.is_file() or (there / "index.html").is_file()):
                dead.add(link)
    assert dead == set()


def test_a_page_holds_answer_simple_text_source_and_numbers_to_call(library: Library) -> None:
    for name, topic in library.topics.items():
        for language in library.city.required_languages:
            page = pages.topic_page(library, name, language, NOW)
            assert library.texts.get("page_simple", language) in page
            assert topic.source is not None
            assert topic.source.url.replace("&", "&amp;") in page
            for number in re.findall(r"(?<!\d)0\d{1,3}(?: \d{2,3}){2,3}(?! ?\d)", page):
                assert f">{number}</a>" in page


def test_a_draft_says_so_and_leads_to_the_source_text(tmp_path: Path) -> None:
    root = data.city(tmp_path)
    for path in Path("data/texts").glob("*.yml"):
        data.write(root / "texts" / path.name, path.read_text(encoding="utf-8"))
    (root / "texts" / "talk.yml").unlink()
    data.write(root / "languages.yml", Path("data/languages.yml").read_text(encoding="utf-8"))
    library = load(root, "testville")
    page = pages.topic_page(library, "swimming", "ar", NOW)
    assert '<html lang="ar" dir="rtl">' in page
    assert "لم يراجع أحد هذه الترجمة بعد." in page
    assert 'href="../../fr/swimming/"' in page
    missing = pages.topic_page(library, "swimming", "tr", NOW)
    assert "Venez à Rue Haute 1" in missing
    assert library.texts.get("answer_other_language", "tr", language="Fransızca") in missing


def test_marks_become_html_and_everything_else_is_escaped() -> None:
    text = "**Hi** <b>\n- a & b\n- https://x.be/y.\n\n112 or 0800 32 112"
    assert to_html(text, ["112", "0800 32 112"]) == (
        '<div class="p"><b>Hi</b> &lt;b&gt;<ul><li>a &amp; b</li>'
        '<li><a href="https://x.be/y" dir="ltr">https://x.be/y</a>.</li></ul></div>\n'
        '<div class="p"><a href="tel:112" dir="ltr">112</a> or '
        '<a href="tel:080032112" dir="ltr">0800 32 112</a></div>'
    )


def test_the_preview_shows_every_topic_in_every_language_with_its_state(library: Library) -> None:
    page = preview.preview(library)
    for name, topic in library.topics.items():
        assert f'id="{name}"' in page
        assert len(topic.facts) > 0
    assert page.count('class="wording"') == len(library.topics) * len(library.languages.answered)
    reader = Links()
    reader.feed(page)
    assert reader.open == []


def test_posters_name_office_and_language_and_have_every_letter(
    library: Library, tmp_path: Path
) -> None:
    office = library.city.offices[library.city.main_office]
    to = poster.links(library, office, "ar", address="https://chat.example/")
    assert to.web == f"https://chat.example/?lang=ar&office={office.id}"
    for made in (poster.sheet(library, office, to), poster.card(library, office, to)):
        made.output(str(tmp_path / "poster.pdf"))
        assert (tmp_path / "poster.pdf").read_bytes().startswith(b"%PDF")
    letters = {ord(letter) for path in FONTS.glob("*.ttf") for letter in _letters(path)}
    said = "".join(library.texts.get("poster_ask", code) for code in library.languages.answered)
    shown = f"{said}{office.name}{office.address}"
    assert {letter for letter in shown if ord(letter) not in letters} == set()


def test_telegram_s_payload_fits(library: Library) -> None:
    for office in library.city.offices.values():
        payload = f"{office.id}-{library.city.source_language}"
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)


def _letters(path: Path) -> str:
    with TTFont(path) as font:
        return "".join(map(chr, font.getBestCmap()))
