"""How a reply looks: escaped, split at paragraph ends, marked for its direction, in columns."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.reply import Button, Reply
from bot.channels.telegram.form import columns, inline, parts, split, to_html


def reply(text: str, **more: object) -> Reply:
    return Reply(id="m1.1", seq=1, time=0.0, text=text, **more)  # type: ignore[arg-type]


@given(st.text(max_size=400), st.integers(min_value=4, max_value=60))
def test_no_piece_is_too_long_and_no_word_is_lost(text: str, limit: int) -> None:
    pieces = list(split(text, limit))
    assert all(len(piece.encode("utf-16-le")) // 2 <= limit for piece in pieces)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)


def test_a_long_answer_is_split_at_paragraph_ends() -> None:
    paragraphs = [f"{number}. " + "слово " * 150 for number in range(9)]
    pieces = parts(reply("\n\n".join(paragraphs)), "ltr")
    assert len(pieces) == 3
    assert all(re.match(r"\d\. ", piece.plain) for piece in pieces)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & **c**", "a &lt; b &amp; <b>c</b>"),
        ("<script>", "&lt;script&gt;"),
        ("2 ** 3 ** 4", "2 ** 3 ** 4"),
        ("[VIA](https://via.be/?a=1&b=2)", '<a href="https://via.be/?a=1&amp;b=2">VIA</a>'),
        ('[x](javascript:alert("1"))', "[x](javascript:alert(&quot;1&quot;))"),
        ('[x](https://a.be/"onclick="y)', '<a href="https://a.be/&quot;onclick=&quot;y">x</a>'),
    ],
)
def test_only_bold_and_safe_links_are_more_than_text(text: str, html: str) -> None:
    assert to_html(text) == html


def test_every_line_of_a_right_to_left_text_begins_on_the_right() -> None:
    (part,) = parts(reply("112 اتصل\n\n- أولاً\n- VIA"), "rtl")
    assert part.html.split("\n") == ["\u200f112 اتصل", "", "\u200f• أولاً", "\u200f• VIA"]


def test_staff_words_say_whose_they_are() -> None:
    sender = {"kind": "staff", "name": "Amina <b>", "role": "social worker"}
    (part,) = parts(reply("Bonjour", sender=sender), "ltr")
    assert part.html == "<b>👤 Amina &lt;b&gt; · social worker</b>\nBonjour"


def test_the_pages_name_in_the_stamp_leads_to_the_page() -> None:
    stamp = "Source: via.brussels, page of 2023, not yet confirmed by the office."
    metadata = {"stamp": stamp, "source": {"url": "http://www.via.brussels/path"}}
    (part,) = parts(reply(f"It is free.\n\n{stamp}", metadata=metadata), "ltr")
    assert 'Source: <a href="http://www.via.brussels/path">via.brussels</a>, page' in part.html
    assert part.plain.endswith(stamp)


def test_buttons_stand_in_columns_that_fit_a_phone() -> None:
    names = [("العربية", "a"), ("Français", "f"), ("Türkçe", "t"), ("English", "e")]
    assert [len(row) for row in columns(names)] == [3, 1]
    doors = [("🧭 Reception path for newcomers", "1"), ("💊 Health", "2"), ("🏠 Home", "3")]
    assert [[key for _, key in row] for row in columns(doors)] == [["1"], ["2", "3"]]


def test_links_of_a_card_are_buttons_only_where_telegram_can_open_them() -> None:
    links = [("Call", "tel:+3222794970"), ("Map", "https://map.example/x")]
    markup = inline([Button(title="More", payload="c.x")], links)
    assert markup is not None
    shown = [(key.text, key.url) for row in markup.inline_keyboard for key in row]
    assert shown == [("More", None), ("Map", "https://map.example/x")]
