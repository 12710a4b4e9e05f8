"""What holds for every page: headers, languages, translations, the schema, settings."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client

from tests.desk.builders import logged_in, opened, person

DESK = Path(__file__).parents[2] / "desk"
_PYTHON = {"_", "gettext", "gettext_lazy"}


def sentences() -> set[str]:
    """Every English text that the interface asks a translation for."""
    found: set[str] = set()
    for path in DESK.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        found |= {m[1] for m in re.findall(r"\{%\s*translate\s+([\"'])(.*?)\1", text)}
        for block in re.findall(r"\{%\s*blocktranslate.*?%\}(.*?)\{%\s*endblocktranslate", text):
            found.add(re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", block))
    for path in DESK.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                first = node.args[0] if node.args else None
                if node.func.id in _PYTHON and isinstance(first, ast.Constant):
                    found.add(str(first.value))
    return found


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_every_sentence_of_the_interface_is_translated(language: str) -> None:
    path = DESK / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as stream:
        catalog = read_po(stream, locale=language)
    told = {str(entry.id): str(entry.string) for entry in catalog if entry.id}
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
