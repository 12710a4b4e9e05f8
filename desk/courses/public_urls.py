"""Addresses of the pages of courses, below `/courses/`: staff's, providers', public."""

from django.urls import path

from desk.courses.views import provider, public, staff

urlpatterns = [
    path("-/upload/", staff.upload, name="courses-upload"),
    path("-/upload/<int:upload>/", staff.upload_plan, name="courses-upload-plan"),
    path("-/export/<str:kind>", staff.export, name="courses-export"),
    path("-/corrections/", staff.proposals, name="courses-proposals"),
    path("-/calls/", staff.calls, name="courses-calls"),
    path("-/calls/<int:provider>", staff.called, name="courses-called"),
    path("-/needs/", staff.needs, name="courses-needs"),
    path("-/needs.csv", staff.needs_csv, name="courses-needs-csv"),
    path("-/provider/<str:token>/", provider.offers, name="provider"),
    path("-/provider/<str:token>/<str:id>/", provider.correct, name="provider-correct"),
    path("<str:id>/", public.page, name="course"),
    path("<str:id>/calendar.ics", public.calendar, name="course-calendar"),
]
