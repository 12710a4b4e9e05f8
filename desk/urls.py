"""All addresses of the desk."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.permissions import AllowAny

from desk import watched

urlpatterns = [
    path("", include("desk.cases.urls")),
    path("health", watched.live, name="health"),
    path("health/live", watched.live, name="health_live"),
    path("health/ready", watched.is_ready, name="health_ready"),
    path("metrics", watched.metrics, name="metrics"),
    path("", include("desk.people.urls")),
    path("answers/", include("desk.answers.urls")),
    path("reports/", include("desk.reports.urls")),
    path("language/", set_language, name="set_language"),
    path("administration/", admin.site.urls),
    path("courses/", include("desk.courses.public_urls")),
    path("api/v1/", include("desk.courses.urls")),
    path(
        "api/v1/schema",
        SpectacularJSONAPIView.as_view(permission_classes=[AllowAny]),
        name="schema",
    ),
]
