"""The page of the ratings, for everybody at the desk. Knows no feed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from desk import library
from desk.answers import ratings


@require_GET
@login_required
def answers(request: HttpRequest) -> HttpResponse:
    """What was marked wrong, and the counts by topic and language."""
    wrong = [
        {
            "topic": row.topic,
            "language": row.language,
            "title": library.topic_title(row.topic),
            "language_name": library.language_name(row.language),
            "at": row.at,
        }
        for row in ratings.marked_wrong()
    ]
    counted = [
        {
            "title": library.topic_title(row["topic"]),
            "name": row["topic"],
            "language_name": library.language_name(row["language"]),
            "useful": row["useful"],
            "not_useful": row["not_useful"],
            "wrong": row["wrong_ones"],
        }
        for row in ratings.counts()
    ]
    return render(request, "answers/answers.html", {"wrong": wrong, "counted": counted})


@require_POST
@login_required
def seen(request: HttpRequest) -> HttpResponse:
    """Somebody has looked at an answer that was marked wrong."""
    ratings.seen(request.POST.get("topic", ""), request.POST.get("language", ""))
    return redirect("answers")
