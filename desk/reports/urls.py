"""Addresses of the reports."""

from __future__ import annotations

from django.urls import path

from desk.reports import questions, views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("tables/<slug:name>.csv", views.table, name="report_table"),
    path("unanswered/", questions.unanswered, name="unanswered"),
    path("unanswered.csv", questions.unanswered_csv, name="unanswered_csv"),
    path("unanswered/<slug:group>", questions.group, name="unanswered_group"),
    path("sentences/", questions.kept, name="sentences"),
    path("sentences.yml", questions.export, name="sentences_export"),
    path("sentences/<int:sentence>/remove", questions.remove, name="sentence_remove"),
]
