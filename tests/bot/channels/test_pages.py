"""The chat page and the widget's files: languages, headers, caching, embedding."""

import gzip
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.channels.pages import Pages
from knowledge import load

ROOT = Path(__file__).parents[3]
ORIGIN = "https://www.1030.be"


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(load(ROOT / "data", "schaerbeek"), (ORIGIN,))


def _request(*, lang: str = "", host: str = "chat.example:5005", **headers: str) -> Any:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return SimpleNamespace(args={"lang": lang} if lang else {}, headers=sent, host=host)


def test_the_page_speaks_the_wished_language(pages: Pages) -> None:
    body = pages.page(_request(lang="ar", accept_language="fr")).body.decode()
    assert '<html lang="ar" dir="rtl">' in body
    assert f"/widget/v-{pages.version}/city.ar.json" in body


@pytest.mark.parametrize(
    ("header", "language"),
    [("uk-UA,uk;q=0.9", "uk"), ("xx, ps;q=0.5", "ps"), ("xx", "en"), ("", "en")],
)
def test_without_a_wish_the_browser_decides(pages: Pages, header: str, language: str) -> None:
    body = pages.page(_request(accept_language=header)).body.decode()
    assert f'<html lang="{language}"' in body


def test_without_scripts_the_page_still_says_where_to_go_and_whom_to_call(pages: Pages) -> None:
    body = pages.page(_request(lang="fr")).body.decode()
    noscript = body[body.index("<noscript>") : body.index("</noscript>")]
    for part in ("Rue Kessels 14, 1030 Schaerbeek", "9:00–12:00", "112", "101"):
        assert part in noscript


def test_the_page_allows_no_foreign_code_and_only_known_parents(pages: Pages) -> None:
    headers = pages.page(_request()).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert f"frame-ancestors 'self' {ORIGIN}" in policy
    assert "wss://chat.example:5005" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_forged_host_does_not_reach_the_policy(pages: Pages) -> None:
    headers = pages.page(_request(host="evil; script-src *")).headers
    assert "evil" not in headers["Content-Security-Policy"]


def test_a_versioned_file_is_kept_for_ever_and_another_is_asked_for_again(pages: Pages) -> None:
    kept = pages.file(_request(), f"v-{pages.version}/menu.js")
    assert "immutable" in kept.headers["Cache-Control"]
    for name in ("menu.js", "v-0123456789ab/menu.js"):
        assert pages.file(_request(), name).headers["Cache-Control"] == "no-cache"


def test_an_unchanged_file_is_not_sent_again(pages: Pages) -> None:
    first = pages.file(_request(), "chat.css")
    again = pages.file(_request(if_none_match=first.headers["ETag"]), "chat.css")
    assert again.status == 304
    assert not again.body


def test_files_travel_compressed_and_without_comments_yet_lose_no_line_of_code(
    pages: Pages,
) -> None:
    packed = pages.file(_request(accept_encoding="gzip, br"), "chat.css")
    assert packed.headers["Content-Encoding"] == "gzip"
    code = gzip.decompress(packed.body or b"").decode()
    assert code == (pages.file(_request(), "chat.css").body or b"").decode()
    script = (pages.file(_request(), "newcomer-chat.js").body or b"").decode()
    for name, sent in (("chat.css", code), ("socket.js", script), ("talk.js", script)):
        source = (ROOT / "bot" / "widget" / name).read_text()
        lines = [line.strip() for line in source.splitlines()]
        remark = False
        kept = []
        for line in lines:
            remark = remark or line.startswith("/*")
            if line and not remark and not line.startswith(("//", "import ")):
                kept.append(line.removeprefix("export "))
            remark = remark and not line.endswith("*/")
        assert "\n".join(kept) in re.sub(r"\n\n+", "\n", sent)


def test_only_allowed_origins_may_take_the_files(pages: Pages) -> None:
    header = "Access-Control-Allow-Origin"
    assert pages.file(_request(origin=ORIGIN), "menu.js").headers[header] == ORIGIN
    assert header not in pages.file(_request(origin="https://evil.example"), "menu.js").headers


@pytest.mark.parametrize(
    "name", ["../pages.py", "page.html", "v-1/menu.js", "vendor/README.md", ""]
)
def test_nothing_else_is_served(pages: Pages, name: str) -> None:
    assert pages.file(_request(), name).status == 404


def test_every_language_has_all_words_the_numbers_and_the_office(pages: Pages) -> None:
    english = json.loads(pages.file(_request(), "city.en.json").body or b"")
    for code in ("fr", "nl", "ar", "tr", "uk", "ru", "es", "pt", "ro", "fa", "ps"):
        words = json.loads(pages.file(_request(), f"city.{code}.json").body or b"")
        assert words["texts"].keys() == english["texts"].keys()
        assert words["texts"]["hello"] != english["texts"]["hello"]
        assert [call["number"] for call in words["calls"]] == ["112", "101"]
        assert words["office"]["address"] == "Rue Kessels 14, 1030 Schaerbeek"
        assert words["office"]["phone"] is None
        assert len(words["languages"]) == 12
