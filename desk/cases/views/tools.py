"""What stands beside the answer: phrases, topics, a translation. Each shows both languages first.

A page's script gets a fragment; without it each is a page of its own.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from desk import library
from desk.cases import composing, translate
from desk.cases.access import colleague, find, offices
from desk.cases.composing import EmptySlotError, Line
from desk.cases.models import Case, Origin
from desk.cases.views.sending import leads, send
from desk.cases.views.telling import live
from knowledge.phrases import Phrase, groups


def show(
    request: HttpRequest, case: Case, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A tool as a fragment for a live page, or as a page."""
    layout = "cases/tools/bare.html" if live(request) else "cases/tools/page.html"
    staff = get_language() or "fr"
    values = {
        "layout": layout,
        "case": case,
        "is_own": leads(case, colleague(request)),
        "reply_id": uuid4().hex,
        "staff": staff,
        "reader": library.languages().known(case.language),
        **context,
    }
    return render(request, f"cases/tools/{template}.html", values, status=status)


@require_GET
@login_required
def phrases(request: HttpRequest, code: str) -> HttpResponse:
    """All phrases by group, in the language of staff with the newcomer's wording below."""
    case = find(colleague(request), code)
    book = library.phrasebook()
    read, said = book.wording(get_language()), book.wording(case.language)
    shown = [
        (read.groups.get(group, group), [(p, read.phrases[p.key], said.phrases[p.key]) for p in of])
        for group, of in groups(list(book)).items()
    ]
    return show(request, case, "phrases", groups=shown, said=said)


@require_http_methods(["GET", "POST"])
@login_required
def phrase(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """One phrase with its slots and how it reads in both languages; posted, it goes out."""
    user = colleague(request)
    case = find(user, code)
    one = library.phrasebook().get(key)
    if one is None:
        raise Http404
    given = _given(request, one)
    line, empty = _line(case, one, given)
    if request.method == "POST" and line is not None:
        return send(request, case, line)
    if request.method == "POST" and not live(request):
        messages.error(request, _("Fill in every field first."))
    read = library.phrasebook().wording(get_language())
    return show(
        request,
        case,
        "phrase",
        status=422 if request.method == "POST" else 200,
        phrase=one,
        line=line,
        empty=empty,
        given=given,
        fields=[(slot, _choices(slot, read.documents)) for slot in one.slots],
        plain=read.phrases[one.key],
    )


@require_GET
@login_required
def topics(request: HttpRequest, code: str) -> HttpResponse:
    """All topics by title; those that were talked about come first."""
    case = find(colleague(request), code)
    chain = library.languages().chain(get_language())
    talked = list(dict.fromkeys(case.messages.exclude(topic="").values_list("topic", flat=True)))
    if case.topic:
        talked.insert(0, case.topic)
    names = [*dict.fromkeys(name for name in talked if name in library.topics())]
    rest = sorted(
        (name for name in library.topics() if name not in names),
        key=lambda name: library.topics()[name].title(chain).casefold(),
    )
    shown = [(name, library.topics()[name]) for name in (*names, *rest)]
    found = [(name, topic.title(chain), topic.sign) for name, topic in shown]
    return show(request, case, "topics", topics=found, talked=len(names))


@require_http_methods(["GET", "POST"])
@login_required
def topic(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """A topic's answer side by side; posted, the newcomer's wording goes out."""
    case = find(colleague(request), code)
    simple = request.GET.get("simple") == "1" or request.POST.get("simple") == "1"
    line = composing.topic(
        name, language=case.language, staff=get_language() or "fr", simple=simple
    )
    if line is None:
        raise Http404
    if request.method == "POST":
        return send(request, case, line)
    title = library.topic_title(name)
    return show(request, case, "topic", name=name, title=title, line=line, simple=simple)


@require_http_methods(["POST"])
@login_required
def translation(request: HttpRequest, code: str) -> HttpResponse:
    """A machine's translation of the colleague's words, shown first; with `send` it goes out."""
    case = find(colleague(request), code)
    text = request.POST.get("text", "").replace("\x00", "").strip()
    staff = get_language() or "fr"
    if not text or not translate.able():
        raise Http404
    if request.POST.get("send") and request.POST.get("translated"):
        said = request.POST["translated"].replace("\x00", "").strip()
    else:
        try:
            said = translate.translate(text, source=staff, target=case.language)
        except translate.TranslationError:
            return show(request, case, "translation", status=502, text=text, failed=True)
        return show(request, case, "translation", text=text, said=said)
    line = Line(
        text=said,
        staff_text=text,
        language=case.language,
        draft=True,
        origin=Origin.MACHINE,
    )
    return send(request, case, line)


def _given(request: HttpRequest, one: Phrase) -> dict[str, Any]:
    form = request.POST if request.method == "POST" else request.GET
    given: dict[str, Any] = {}
    for slot in one.slots:
        if slot == "document":
            given[slot] = form.getlist(slot)
        elif slot in form:
            given[slot] = form[slot]
    defaults = {"name": colleague(request).name, "place": library.city().name}
    return {**{k: v for k, v in defaults.items() if k in one.slots}, **given}


def _line(case: Case, one: Phrase, given: dict[str, Any]) -> tuple[Line | None, str]:
    try:
        values = composing.slots(one, given)
    except EmptySlotError as error:
        return None, str(error)
    staff = get_language() or "fr"
    return composing.phrase(one, values, language=case.language, staff=staff), ""


def _choices(slot: str, documents: Any) -> list[tuple[str, str]]:
    if slot == "document":
        return list(documents.items())
    if slot == "office":
        return [(name, library.office_name(name)) for name in offices()]
    return []
