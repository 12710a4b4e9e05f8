"""Addresses of the public JSON API, below `/api/v1/`."""

from django.urls import path

from desk.courses import api

urlpatterns = [
    path("courses", api.CourseList.as_view(), name="api-courses"),
    path("courses/<str:id>", api.CourseDetail.as_view(), name="api-course"),
]
