"""One web page with every topic in all languages, for a reviewer who is no programmer.

Beside the wordings stand what they rest on, what is open, and each wording's honest state. The page
needs no server and no other file. Knows nothing of who reads it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from string import Template

from knowledge import pages
from knowledge.formats import language_name
from knowledge.library import Library
from knowledge.markup import to_html
from knowledge.topic import Topic

_TEMPLATE = Path(__file__).parent / "templates" / "preview.html"


def preview(library: Library, *, only: str | None = None) -> str:
    """The page, in the city's source language; `only` is one topic's name.

    Raises:
        KeyError: there is no such topic.
    """
    reader = library.city.source_language
    topics = [library.topics[only]] if only else list(library.topics.values())
    contents = (
        f'<li><a href="#{topic.name}">{topic.sign} {html.escape(topic.title((reader,)))}</a> '
        f"<small>{topic.name}</small></li>"
        for topic in topics
    )
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        language=reader,
        title=html.escape(library.city.branding.get("title", library.city.name)),
        style=pages.style(),
        contents="".join(contents),
        topics="\n".join(_topic(library, topic, reader) for topic in topics),
    )


def _topic(library: Library, topic: Topic, reader: str) -> str:
    said = library.texts.get
    parts = [
        f'<article id="{topic.name}"><h2>{topic.sign} {html.escape(topic.title((reader,)))}'
        f" <small>{topic.name}</small></h2>"
    ]
    if topic.check and not topic.confirmed:
        check = html.escape(f"{said('preview_check', reader)}: {topic.check}")
        parts.append(f'<p class="note">{check}</p>')
    facts = "".join(f"<li>{html.escape(fact)}</li>" for fact in topic.facts)
    sources = "".join(
        f"<li>{pages.source_link(source.url)} ({html.escape(source.year)})</li>"
        for source in (topic.source, *topic.more_sources)
        if source
    )
    title = html.escape(said("preview_facts", reader))
    parts.append(f'<details class="facts"><summary>{title}</summary>')
    parts.append(f'<ul lang="en">{facts}</ul><ul>{sources}</ul></details><div class="grid">')
    parts += _wordings(library, topic, reader)
    return "".join((*parts, "</div></article>"))


def _wordings(library: Library, topic: Topic, reader: str) -> Iterator[str]:
    for code in library.languages.answered:
        answer = topic.answers.get(code)
        status = answer.status if answer else "missing"
        state = html.escape(library.texts.get(f"status_{status}", reader))
        name = html.escape(f"{language_name(code, reader)} ({code})")
        head = f'<p><b>{name}</b> <span class="state {status}">{state}</span></p>'
        if answer is None:
            yield f'<section class="wording">{head}</section>'
            continue
        simple = to_html(answer.simple) if answer.simple else ""
        yield (
            f'<section class="wording">{head}'
            f'<div lang="{code}" dir="{library.languages.direction(code)}">'
            f"<h3>{html.escape(answer.title)}</h3>{to_html(answer.text)}"
            f'<div class="simple">🟢 {simple}</div></div></section>'
        )
