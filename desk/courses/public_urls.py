"""Addresses of the public pages of courses, below `/courses/`."""

from django.urls import path

from desk.courses.views import public

urlpatterns = [
    path("<str:id>/", public.page, name="course"),
    path("<str:id>/calendar.ics", public.calendar, name="course-calendar"),
]
