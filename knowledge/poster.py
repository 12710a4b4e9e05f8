"""Posters of an office: an A4 sheet and a pocket card as PDF, with QR codes for web and Telegram.

One line in each language, picture signs, the office's address, 112. The codes name the office and a
language. Knows paper; promises nothing that the city's file does not say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import segno
from fpdf import FPDF

from knowledge import menu
from knowledge.city import Office
from knowledge.library import Library

_FONTS = Path(__file__).parent / "fonts"
_INK, _SOFT = (27, 27, 27), (90, 90, 90)
_A4 = (210.0, 297.0)
_CARD = (85.6, 54.0)
_VARIATION = "\ufe0f"


@dataclass(frozen=True, kw_only=True)
class Links:
    """Where the codes lead; Telegram is None while the city has no bot there."""

    web: str
    telegram: str | None


def links(library: Library, office: Office, language: str, *, address: str) -> Links:
    """The links of one office in one language. `address` is where the chat page stands.

    Telegram's start payload is `<office>-<language>`.
    """
    web = f"{address.rstrip('/')}/?{urlencode({'lang': language, 'office': office.id})}"
    name = library.city.branding.get("telegram")
    telegram = f"https://t.me/{name}?start={office.id}-{language}" if name else None
    return Links(web=web, telegram=telegram)


def sheet(library: Library, office: Office, to: Links) -> FPDF:
    """The A4 sheet."""
    pdf = _new(_A4)
    width, _ = _A4
    _line(pdf, _signs(library), 18, 34, align="C", rtl=False)
    codes = [(to.web, "🌍")] + ([(to.telegram, "💬")] if to.telegram else [])
    size = 66.0
    gap = (width - size * len(codes)) / (len(codes) + 1)
    for number, (link, sign) in enumerate(codes):
        left = gap + number * (size + gap)
        _code(pdf, link, left, 38, size)
        pdf.set_xy(left - 12, 38 + size + 1)
        _text(pdf, f"{sign} {_short(link)}", size + 24, 11, align="C")
    top = 38 + size + 16
    for language in library.languages.answered:
        said = library.texts.get("poster_ask", language)
        rtl = library.languages.direction(language) == "rtl"
        _line(pdf, said, top, 15, align="R" if rtl else "L", rtl=rtl)
        top += 10.6
    _foot(pdf, library, office, top + 4, 13)
    return pdf


def card(library: Library, office: Office, to: Links) -> FPDF:
    """The pocket card: codes on one side, languages on the other."""
    pdf = _new(_CARD)
    width, height = _CARD
    codes = [to.web] + ([to.telegram] if to.telegram else [])
    size = 28.0
    gap = (width - size * len(codes)) / (len(codes) + 1)
    for number, link in enumerate(codes):
        _code(pdf, link, gap + number * (size + gap), 4, size)
        pdf.set_xy(gap + number * (size + gap) - 6, 4 + size)
        _text(pdf, _short(link), size + 12, 6.5, align="C")
    _foot(pdf, library, office, height - 17, 8)
    pdf.add_page()
    column, row = (width - 8) / 2, (height - 4) / 6
    for number, language in enumerate(library.languages.answered[:12]):
        rtl = library.languages.direction(language) == "rtl"
        pdf.set_xy(4 + (number % 2) * column, 2 + (number // 2) * row)
        said = library.texts.get("poster_ask", language)
        _text(pdf, said, column, 6.2, align="R" if rtl else "L", rtl=rtl)
    return pdf


def _new(size: tuple[float, float]) -> FPDF:
    pdf = FPDF(orientation="portrait", unit="mm", format=size)
    pdf.set_margins(0, 0, 0)
    pdf.set_auto_page_break(False)
    pdf.set_creator("")
    for name in ("NotoSans-Bold", "NotoSansArabic-Bold", "NotoColorEmoji"):
        pdf.add_font(name, "", _FONTS / f"{name}.ttf")
    pdf.add_page()
    return pdf


def _signs(library: Library) -> str:
    screens = menu.of(library)
    return "   ".join(group.sign for group in screens.doors)


def _foot(pdf: FPDF, library: Library, office: Office, top: float, size: float) -> None:
    row = size * 0.55
    calls = "   ".join(
        f"{call.sign} {call.number}" for call in library.city.calls if call.check is None
    )
    for text in (office.name, office.address or "", calls):
        _line(pdf, text, top, size, align="C", rtl=False)
        top += row


def _line(pdf: FPDF, text: str, top: float, size: float, *, align: str, rtl: bool) -> None:
    margin = 6 if pdf.w < _A4[0] else 20
    pdf.set_xy(margin, top)
    _text(pdf, text, pdf.w - 2 * margin, size, align=align, rtl=rtl)


def _text(
    pdf: FPDF, text: str, width: float, size: float, *, align: str, rtl: bool = False
) -> None:
    main, other = "NotoSans-Bold", "NotoSansArabic-Bold"
    pdf.set_font(other if rtl else main, size=size)
    pdf.set_fallback_fonts([main if rtl else other, "NotoColorEmoji"], exact_match=False)
    pdf.set_text_color(*_INK)
    pdf.set_text_shaping(True, direction="rtl" if rtl else "ltr")
    pdf.multi_cell(width, size * 0.5, text.replace(_VARIATION, ""), align=align)


def _code(pdf: FPDF, link: str, left: float, top: float, size: float) -> None:
    rows = list(segno.make_qr(link, error="m").matrix_iter(border=2))
    unit = size / len(rows)
    pdf.set_fill_color(*_INK)
    for number, row in enumerate(rows):
        for start, length in _runs(row):
            pdf.rect(left + start * unit, top + number * unit, length * unit, unit, style="F")


def _runs(row: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Beginning and length of each run of dark modules."""
    start, place = None, 0
    for place, dark in enumerate((*row, 0)):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None


def _short(link: str) -> str:
    return link.split("://", 1)[-1].split("?", 1)[0].rstrip("/")
