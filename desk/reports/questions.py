"""Pages of the questions without an answer, and of the sentences that colleagues make of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk import library
from desk.cases.access import colleague
from desk.people import log
from desk.people.models import Verb
from desk.reports import sentences
from desk.reports.access import coordinates
from desk.reports.models import Sentence
from desk.reports.unanswered import Group, NotToldError, groups
from desk.reports.views import as_csv


@require_GET
@coordinates
def unanswered(request: HttpRequest) -> HttpResponse:
    """The groups, each with a way to its form."""
    log.note(colleague(request), Verb.READ, "report:unanswered")
    found, down = _groups()
    shown = [(one, _named(one)) for one in found]
    most = max((one.people for one in found), default=1)
    context = {"groups": shown, "down": down, "most": most}
    return render(request, "reports/unanswered.html", context, status=503 if down else 200)


@require_GET
@coordinates
def unanswered_csv(request: HttpRequest) -> HttpResponse:
    """The groups as numbers; no sentence leaves with them."""
    log.note(colleague(request), Verb.READ, "report:unanswered")
    found, down = _groups()
    if down:
        return HttpResponse(status=503)
    head = ("group", "people", "messages", "asked_back", "languages", "nearest_topic", "newest")
    rows = [
        (
            one.id,
            one.people,
            one.messages,
            one.asked_back,
            " ".join(code for code, _number in one.languages),
            one.near,
            one.newest,
        )
        for one in found
    ]
    return as_csv("unanswered", head, rows)


@require_http_methods(["GET", "POST"])
@coordinates
def group(request: HttpRequest, group: str) -> HttpResponse:
    """A group's sentences beside the form; posted, what the colleague wrote is kept."""
    user = colleague(request)
    found, down = _groups()
    one = next((each for each in found if each.id == group), None)
    if one is None and not down:
        raise Http404
    wrong = ""
    if request.method == "POST" and one is not None:
        try:
            made = _keep(request, one)
        except sentences.RefusedError as error:
            wrong = str(error)
        else:
            log.note(user, Verb.SENTENCE, f"group:{one.id}")
            messages.success(request, _("Kept: %(made)d") % {"made": made})
            return redirect("sentences")
    chain = library.languages().chain(get_language())
    titles = sorted((t.title(chain), name) for name, t in library.topics().items())
    answered = library.languages().answered
    first = one.languages[0][0] if one and one.languages else get_language()
    context = {
        "group": one,
        "named": _named(one) if one else {},
        "down": down,
        "wrong": wrong,
        "given": request.POST,
        "topics": titles,
        "languages": [(code, library.language_name(code)) for code in answered],
        "language": request.POST.get("language") or first,
        "topic": request.POST.get("topic") or (one.near if one else ""),
        "kinds": Sentence.Kind.choices,
    }
    status = 503 if down else 422 if wrong else 200
    return render(request, "reports/group.html", context, status=status)


@require_GET
@coordinates
def kept(request: HttpRequest) -> HttpResponse:
    """What colleagues have written so far."""
    rows = Sentence.objects.select_related("by").order_by("topic", "language", "id")
    shown = [
        (row, library.topic_title(row.topic), row.topic not in library.topics(), row.language)
        for row in rows
    ]
    return render(request, "reports/sentences.html", {"sentences": shown})


@require_GET
@coordinates
def export(request: HttpRequest) -> HttpResponse:
    """All of them as a file for maintainers."""
    answer = HttpResponse(sentences.exported(), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="sentences.yml"'
    return answer


@require_POST
@coordinates
def remove(request: HttpRequest, sentence: int) -> HttpResponse:
    """A sentence has been taken over, or was a mistake."""
    Sentence.objects.filter(pk=sentence).delete()
    return redirect("sentences")


def _keep(request: HttpRequest, one: Group) -> int:
    form = request.POST
    lines = sentences.read(form.get("sentences", ""), shown=[text for text, _c in one.sentences])
    name = sentences.topic(form.get("topic", ""), form.get("new_topic", "").strip())
    language, kind = form.get("language", ""), form.get("kind", "")
    if language not in library.languages().answered or kind not in Sentence.Kind.values:
        raise sentences.RefusedError(_("Choose the language of the sentences."))
    return sentences.keep(lines, topic=name, language=language, kind=kind, by=colleague(request))


def _groups() -> tuple[list[Group], bool]:
    try:
        return groups(), False
    except NotToldError:
        return [], True


def _named(one: Group) -> dict[str, Any]:
    return {
        "near": library.topic_title(one.near) if one.near else "",
        "languages": ", ".join(library.language_name(code) for code, _number in one.languages),
    }
