"""Static pages `/<language>/<topic>/` and `/<language>/`: answer, simple text, source, calls.

Without script, printable, right to left where the language is. Written by `make publish`, served by
the bot from the same functions. Knows no server.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from string import Template

from knowledge import menu
from knowledge.formats import language_name, phone
from knowledge.library import Library
from knowledge.markup import to_html, whole
from knowledge.stamp import stamp_of
from knowledge.topic import Answer, Topic

STYLE = "page.css"
_FOLDER = Path(__file__).parent / "templates"
_INDEX = ""


def write(library: Library, folder: Path, now: datetime) -> int:
    """Writes all pages below a folder, as `<language>/<topic>/index.html`; returns how many."""
    count = 0
    for language in library.languages.answered:
        for name in (_INDEX, *library.topics):
            path = folder / language / name / "index.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            page = topic_page(library, name, language, now) if name else index(library, language)
            path.write_text(page, encoding="utf-8")
            count += 1
    (folder / STYLE).write_text(style(), encoding="utf-8")
    return count


def style() -> str:
    """The style sheet of all pages, served as `/page.css`."""
    return (_FOLDER / STYLE).read_text(encoding="utf-8")


def topic_page(library: Library, name: str, language: str, now: datetime) -> str:
    """One topic in one language; in the source language where it is missing or withheld.

    Raises:
        KeyError: the city has no such topic.
    """
    topic, texts = library.topics[name], library.texts
    answer = topic.answer((language, topic.source_language))
    if topic.legal and answer.status == "outdated":
        answer = topic.answers[topic.source_language]
    source = language_name(topic.source_language, language)
    body = [_heading(topic, answer)]
    if topic.withdrawn:
        body.append(f'<p class="note">{_said(library, "answer_withdrawn", language)}</p>')
        return _page(library, language, answer.title, "".join(body), name)
    if answer.language != language:
        body.append(_note(texts.get("answer_other_language", language, language=source)))
    if answer.status == "outdated":
        body.append(_note(texts.get("newer_in_source", language, language=source)))
    body += [*_answer(library, topic, answer, language)]
    if answer.status == "draft":
        there = f"../../{topic.source_language}/{name}/"
        said = html.escape(texts.get("draft_translation", language))
        view = html.escape(texts.get("choice_view_source", language, language=source))
        body.append(f'<p class="note">{said} <a href="{there}">{view}</a></p>')
    stamp = stamp_of(library, topic, language, now.date())
    if stamp and topic.source:
        body.append(f'<p class="stamp">{html.escape(stamp)}<br>{source_link(topic.source.url)}</p>')
    body.append(_related(library, topic, language))
    return _page(library, language, answer.title, "\n".join(body), name)


def source_link(source: str) -> str:
    """A source as a link, or as it stands where it is a law and no page."""
    text = html.escape(source)
    if not source.startswith(("http://", "https://")):
        return f'<bdi dir="ltr">{text}</bdi>'
    return f'<a href="{text}" dir="ltr">{text}</a>'


def index(library: Library, language: str) -> str:
    """All topics of the city in one language, in the order of the menu."""
    screens = menu.of(library)
    chain = library.languages.chain(language)
    parts, shown = [f"<h1>{_said(library, 'page_all', language)}</h1>"], set()
    for group in screens.groups():
        names = [item for item in group.items if isinstance(item, str) and item not in shown]
        shown.update(names)
        if not names:
            continue
        key = f"menu_{group.name}"
        title = _said(library, key, language) if key in library.texts else group.name
        parts.append(f'<h2><span class="sign">{group.sign}</span>{title}</h2>')
        parts.append(_list((library.topics[name] for name in names), chain, ""))
    rest = [library.topics[name] for name in library.topics if name not in shown]
    if rest:
        parts.append(_list(rest, chain, ""))
    return _page(library, language, library.texts.get("page_all", language), "\n".join(parts), "")


def _answer(library: Library, topic: Topic, answer: Answer, language: str) -> Iterator[str]:
    country = library.city.country
    numbers = tuple(_numbers(library, f"{answer.text}\n{answer.simple or ''}"))
    direction = library.languages.direction(answer.language)
    block = f'lang="{answer.language}" dir="{direction}"'
    if answer.simple:
        simple = to_html(answer.simple, numbers, country=country)
        title = _said(library, "page_simple", language)
        yield f'<section class="simple"><h2>🟢 {title}</h2><div {block}>{simple}</div></section>'
    yield f"<section {block}>{to_html(answer.text, numbers, country=country)}</section>"
    if numbers:
        title = _said(library, "page_calls", language)
        yield f'<section><h2>☎ {title}</h2><ul class="calls">'
        for number in numbers:
            href = phone(number, country=country).href
            yield f'<li><a href="{href}" dir="ltr">{number}</a></li>'
        yield "</ul></section>"


def _numbers(library: Library, text: str) -> Iterator[str]:
    """The city's telephone numbers that stand in the text, in its order."""
    city = library.city
    known = {office.phone for office in city.offices.values() if office.phone}
    known |= {line.number for line in (*city.calls, *city.emergency) if line.check is None}
    found = ((number, whole(number).search(text)) for number in known)
    places = {number: place.start() for number, place in found if place}
    yield from sorted(places, key=places.__getitem__)


def _heading(topic: Topic, answer: Answer) -> str:
    sign = f'<span class="sign">{topic.sign}</span>' if topic.sign else ""
    return f'<h1 lang="{answer.language}">{sign}{html.escape(answer.title)}</h1>'


def _related(library: Library, topic: Topic, language: str) -> str:
    related = [library.topics[name] for name in topic.related if name in library.topics]
    if not related:
        return ""
    title = _said(library, "page_related", language)
    listed = _list(related, library.languages.chain(language), "../")
    return f'<section class="related"><h2>{title}</h2>{listed}</section>'


def _list(topics: Iterable[Topic], chain: tuple[str, ...], above: str) -> str:
    rows = (
        f'<li><a href="{above}{topic.name}/"><span class="sign">{topic.sign}</span>'
        f"{html.escape(topic.title(chain))}</a></li>"
        for topic in topics
    )
    return f'<ul class="list">{"".join(rows)}</ul>'


def _page(library: Library, language: str, title: str, body: str, name: str) -> str:
    table, texts, city = library.languages, library.texts, library.city
    up = "../../" if name else "../"
    there = f"{name}/" if name else ""
    calls = " ".join(
        f'<a href="tel:{call.number}"><b dir="ltr">{call.number}</b> '
        f"{html.escape(texts.get(f'call_{call.kind}', language))}</a>"
        for call in city.calls
        if call.check is None
    )
    others = [code for code in table.answered if code != language]
    return _template().substitute(
        language=language,
        direction=table.direction(language),
        title=html.escape(title),
        city=html.escape(city.name),
        style=f"{up}{STYLE}",
        alternates="\n".join(
            f'<link rel="alternate" hreflang="{code}" href="{up}{code}/{there}">' for code in others
        ),
        home=f"{up}{language}/",
        all=_said(library, "page_all", language),
        chat=f"{up}?lang={language}",
        ask=_said(library, "page_ask", language),
        body=body,
        danger=_said(library, "page_danger", language),
        calls=calls,
        languages=_said(library, "page_languages", language),
        others=" ".join(
            f'<a href="{up}{code}/{there}" lang="{code}" dir="{table.direction(code)}">'
            f"{html.escape(table[code].name)}</a>"
            for code in others
        ),
    )


def _note(text: str) -> str:
    return f'<p class="note">{html.escape(text)}</p>'


def _said(library: Library, key: str, language: str) -> str:
    return html.escape(library.texts.get(key, language))


@lru_cache(maxsize=1)
def _template() -> Template:
    return Template((_FOLDER / "page.html").read_text(encoding="utf-8"))
