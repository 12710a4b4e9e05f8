"""Addresses of the reports."""

from __future__ import annotations

from django.urls import path

from desk.reports import views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("tables/<slug:name>.csv", views.table, name="report_table"),
]
