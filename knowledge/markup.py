"""An answer's text as HTML: paragraphs, lists, bold, links, numbers to call. Everything is escaped.

Knows the few marks that answers use (as bot/widget/markup.js does). Knows no page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache

from knowledge.formats import phone

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"https?://[^\s<>)\]]*[^\s<>)\].,;:!?،؛؟]")
_ITEM = re.compile(r"^(?:-|\d+\.) +")


def to_html(text: str, numbers: Iterable[str] = (), *, country: str = "BE") -> str:
    """The text as HTML; each of `numbers` that stands in it can be called by a tap."""
    blocks = []
    for paragraph in text.split("\n\n"):
        lines, items = [], []
        for line in paragraph.split("\n"):
            if _ITEM.match(line):
                items.append(f"<li>{_inline(_ITEM.sub('', line), numbers, country)}</li>")
                continue
            if items:
                lines.append(f"<ul>{''.join(items)}</ul>")
                items = []
            lines.append(_inline(line, numbers, country) + "<br>")
        if items:
            lines.append(f"<ul>{''.join(items)}</ul>")
        blocks.append("".join(lines).replace("<br><ul>", "<ul>").removesuffix("<br>"))
    return "\n".join(f'<div class="p">{block}</div>' for block in blocks)


def _inline(line: str, numbers: Iterable[str], country: str) -> str:
    parts, end = [], 0
    for link in _LINK.finditer(line):
        parts.append(_text(line[end : link.start()], numbers, country))
        href = html.escape(link.group())
        parts.append(f'<a href="{href}" dir="ltr">{href}</a>')
        end = link.end()
    parts.append(_text(line[end:], numbers, country))
    return _BOLD.sub(r"<b>\1</b>", "".join(parts))


def _text(text: str, numbers: Iterable[str], country: str) -> str:
    escaped = html.escape(text)
    for number in sorted(set(numbers), key=len, reverse=True):
        href = phone(number, country=country).href
        escaped = whole(number).sub(f'<a href="{href}" dir="ltr">{number}</a>', escaped)
    return escaped


@lru_cache
def whole(number: str) -> re.Pattern[str]:
    """Finds a number that stands alone: no 123 in 0800 32 123, no 112 in an address to dial."""
    return re.compile(rf"(?<!\d)(?<!\d )(?<![:+]){re.escape(number)}(?! ?\d)")
