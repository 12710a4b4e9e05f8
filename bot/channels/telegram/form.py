"""Knows how a reply looks in Telegram: HTML, parts that fit, columns that fit a phone, direction.

Refuses to know chats, sending and what a button does.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.channels.reply import Button, Reply

LIMIT = 4000  # Telegram counts 4,096 UTF-16 units without the tags; marks need some room
_RTL_MARK = "\u200f"
_STAFF = "👤"
_BREAKS = ("\n\n", "\n", ". ", " ")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_LINK = re.compile(r"\[([^\]\n]+)\]\(((?:https?://|mailto:)[^\s)]+)\)")
_ITEM = re.compile(r"(?m)^[-*] ")
# The widest title of a row with so many columns, in characters.
_WIDTHS = ((3, 11), (2, 17))


@dataclass(frozen=True, kw_only=True)
class Part:
    """One message: HTML for Telegram and the same without tags."""

    html: str
    plain: str


def parts(reply: Reply, direction: str) -> list[Part]:
    """The messages of a reply, split at paragraph ends; never none."""
    text = _ITEM.sub("• ", reply.text.strip()) or "…"
    if reply.sender.get("kind") == "staff":
        who = " · ".join(
            str(reply.sender[key]) for key in ("name", "role") if reply.sender.get(key)
        )
        text = f"**{_STAFF} {who}**\n{text}" if who else f"{_STAFF} {text}"
    link = _source_link(reply)
    return [
        Part(html=_mark(link(to_html(piece)), direction), plain=_mark(_untagged(piece), direction))
        for piece in split(text)
    ]


def split(text: str, limit: int = LIMIT) -> Iterator[str]:
    """Pieces of at most `limit` UTF-16 units: at paragraph ends, else lines, sentences, words."""
    while _units(text) > limit:
        room = _within(text, limit)
        for stop in _BREAKS:
            place = text.rfind(stop, 1, room)
            if place > 0:
                place += len(stop.rstrip())
                break
        else:
            place = room
        yield text[:place].rstrip()
        text = text[place:].lstrip()
    if text:
        yield text


def to_html(text: str) -> str:
    """The safe subset of Markdown (bold, links) as Telegram's HTML; everything else escaped."""
    escaped = html.escape(text, quote=True)
    linked = _LINK.sub(r'<a href="\2">\1</a>', escaped)
    return _BOLD.sub(r"<b>\1</b>", linked)


Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | None


def inline(
    buttons: Iterable[Button], links: Iterable[tuple[str, str]] = ()
) -> InlineKeyboardMarkup | None:
    """The buttons in columns that fit a phone, links (title, address) below; None if empty."""
    keys = [(_title(button), button.payload) for button in buttons]
    rows = [
        [InlineKeyboardButton(title, callback_data=payload) for title, payload in row]
        for row in columns(keys)
    ]
    rows += [
        [InlineKeyboardButton(title, url=href) for title, href in row]
        for row in columns([link for link in links if link[1].startswith(("https://", "http://"))])
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def columns(keys: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Rows of buttons: neighbours share a row when both are short enough to be read there."""
    for number, width in _WIDTHS:
        if len(keys) >= number and all(len(title) <= width for title, _ in keys):
            return [list(keys[i : i + number]) for i in range(0, len(keys), number)]
    rows: list[list[tuple[str, str]]] = []
    number, width = _WIDTHS[-1]
    for key in keys:
        short = len(key[0]) <= width
        if short and rows and len(rows[-1]) < number and len(rows[-1][-1][0]) <= width:
            rows[-1].append(key)
        else:
            rows.append([key])
    return rows


def _title(button: Button) -> str:
    return f"{button.sign} {button.title}" if button.sign else button.title


def _source_link(reply: Reply) -> Callable[[str], str]:
    """Makes the page's name in the stamp a link to that very page."""
    source, stamp = reply.metadata.get("source"), reply.metadata.get("stamp")
    url = source.get("url") if isinstance(source, dict) else None
    host = (urlsplit(url).hostname or "").removeprefix("www.") if isinstance(url, str) else ""
    if not host or not stamp or host not in stamp:
        return lambda text: text
    before = html.escape(stamp, quote=True)
    href = f'<a href="{html.escape(str(url), quote=True)}">{html.escape(host)}</a>'
    after = before.replace(html.escape(host), href, 1)
    return lambda text: text.replace(before, after)


def _untagged(text: str) -> str:
    return _BOLD.sub(r"\1", _LINK.sub(r"\1: \2", text))


def _mark(text: str, direction: str) -> str:
    """Each line of a right-to-left text begins on the right, also one that starts with a sign."""
    if direction != "rtl":
        return text
    return "\n".join(_RTL_MARK + line if line else line for line in text.split("\n"))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _within(text: str, limit: int) -> int:
    """How many characters of the text fit into `limit` UTF-16 units."""
    return len(text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore"))
