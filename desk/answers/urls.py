"""Addresses of the ratings."""

from __future__ import annotations

from django.urls import path

from desk.answers import views

urlpatterns = [
    path("", views.answers, name="answers"),
    path("seen", views.seen, name="answer_seen"),
]
