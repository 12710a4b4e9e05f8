"""What holds for every page: headers, languages, translations, the schema, settings."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.test import Client
from django.utils.translation.template import templatize

from tests.desk.builders import logged_in, opened, person

DESK = Path(__file__).parents[2] / "desk"
_KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    "ngettext": (1, 2),
}
# What stands in a page as it is, in every language: names of formats, examples of what to type.
_NO_WORDS = {
    *("case:12", "CSV", "xlsx", "(xlsx)", "HSDS 3 (JSON)", "true / false"),
    *("mon 18:00-20:00; thu 18:00-20:00", "literacy alphabet A1 A2 B1 B2 all"),
}
_SAID_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title"}


def sentences() -> set[str]:
    """Every English text that the interface asks a translation for, as Django itself finds them."""
    found: set[str] = set()
    pages = (*DESK.rglob("templates/**/*.html"), *DESK.rglob("templates/**/*.txt"))
    sources = [(path, templatize(path.read_text("utf-8"))) for path in pages]
    sources += [(path, path.read_text("utf-8")) for path in DESK.rglob("*.py")]
    for _path, source in sources:
        stream = io.BytesIO(source.encode())
        for _line, words, _comments, _context in extract("python", stream, _KEYWORDS):
            found |= {words} if isinstance(words, str) else {word for word in words if word}
    return found


class Said(HTMLParser):
    """Collects the words of a template that no translation was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _SAID_ATTRIBUTES:
                self.handle_data(value or "")
        self.tag = tag

    def handle_data(self, data: str) -> None:
        words = data.strip()
        if self.tag in ("kbd", "style") or words in _NO_WORDS:
            return
        if re.search(r"[A-Za-zÀ-ÿ]{2}", words):
            self.words.append(words)


# The page of a fault says all three, as it cannot ask for one.
TEMPLATES = sorted(path for path in DESK.rglob("*.html") if path.name != "500.html")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_says_anything_that_is_not_translated(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}", "", text, flags=re.S)
    text = re.sub(r"\{% block (page|body_class) %\}.*?\{% endblock %\}", "", text)
    text = re.sub(r"\{%\s*comment.*?endcomment\s*%\}", "", text, flags=re.S)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", text, flags=re.S)
    said = Said()
    said.feed(text)
    assert said.words == []


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_every_sentence_of_the_interface_is_translated(language: str) -> None:
    path = DESK / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as stream:
        catalog = read_po(stream, locale=language)
    told: dict[str, str] = {}
    for entry in catalog:
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        words = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        told |= {str(one): str(two) for one, two in zip(ids, words, strict=True) if one}
    assert sentences() - told.keys() == set()
    assert [text for text, words in told.items() if not words.strip()] == []
    holes = re.compile(r"%\(\w+\)s")
    for text, words in told.items():
        assert sorted(holes.findall(text)) == sorted(holes.findall(words)), text


@pytest.mark.parametrize(
    ("language", "title"), [("fr", "File d'attente"), ("nl", "Wachtrij"), ("en", "Queue")]
)
def test_the_interface_speaks_the_language_of_its_colleague(language: str, title: str) -> None:
    client = logged_in(person("ana"), language="de, en;q=0.1")
    client.post("/language/", {"language": language, "next": "/"})
    page = client.get("/").content.decode().replace("&#x27;", "'")
    assert f'<html lang="{language}">' in page
    assert title in page


@pytest.mark.parametrize("address", ["/login/", "/", "/health", "/nowhere", "/static/desk/app.js"])
def test_every_answer_has_the_security_headers(address: str) -> None:
    answer = logged_in(person("ana")).get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    if not address.startswith("/static/"):
        assert answer["X-Frame-Options"] == "DENY"
        assert "no-store" in answer["Cache-Control"]


def test_pages_hold_no_inline_script_or_style() -> None:
    client = logged_in(person("ana"))
    for address in ("/", f"/cases/{opened().code}/", "/password/"):
        page = client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"<style|\sstyle=|\son\w+=", page)


def test_an_unknown_host_is_refused() -> None:
    assert Client(headers={"host": "evil.example"}).get("/login/").status_code == 400


def test_the_schema_of_the_api_is_public() -> None:
    answer = Client().get("/api/v1/schema")
    assert answer.status_code == 200
    assert "/api/v1/courses" in answer.json()["paths"]


def test_javascript_files_are_small_and_free_of_inner_html() -> None:
    for path in (DESK / "static").rglob("*.js"):
        code = path.read_text(encoding="utf-8")
        assert len(code.splitlines()) < 250
        assert not re.search(r"innerHTML\s*=(?!=)|eval\(|https?://", code), path
