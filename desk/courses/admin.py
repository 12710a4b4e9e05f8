"""The inventory in Django's admin: list, filter, edit, with Django's own history of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from desk.courses import near, values
from desk.courses.load import points
from desk.courses.models import Course, Provider, Session

# Django's own classes take their model as a type only while types are checked.
if TYPE_CHECKING:
    _CourseForm = forms.ModelForm[Course]
    _SessionInline = admin.TabularInline[Session, Course]
    _CourseAdmin = admin.ModelAdmin[Course]
    _ProviderAdmin = admin.ModelAdmin[Provider]
else:
    _CourseForm = forms.ModelForm
    _SessionInline = admin.TabularInline
    _CourseAdmin = _ProviderAdmin = admin.ModelAdmin


class CourseForm(_CourseForm):
    """Levels and times of day as boxes to tick; none ticked means unknown."""

    levels = forms.MultipleChoiceField(
        label=_("levels"),
        required=False,
        choices=[(level, level) for level in values.LEVELS],
        widget=forms.CheckboxSelectMultiple,
    )
    bands = forms.MultipleChoiceField(
        label=_("times of day as stated"),
        required=False,
        choices=[(band, band) for band in values.BANDS],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Course
        exclude = ("level_mask", "bands_stated")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("levels", self.instance.levels)
        self.initial.setdefault("bands", self.instance.bands_stated.split())

    def save(self, commit: bool = True) -> Course:
        """Stores the boxes and the point that the address gives."""
        course = self.instance
        course.level_mask = values.to_mask(self.cleaned_data["levels"], values.LEVELS)
        course.bands_stated = " ".join(self.cleaned_data["bands"])
        course.other_languages = f" {' '.join(course.other_languages.split())} ".replace("  ", "")
        places = near.places()
        for name, value in points(
            places,
            municipality=course.municipality,
            postcode=course.postcode,
            neighbourhood=course.neighbourhood,
        ).items():
            setattr(course, name, value)
        return super().save(commit)


class SessionInline(_SessionInline):
    """The weekly meetings of a course."""

    model = Session
    extra = 1


@admin.register(Course)
class CourseAdmin(_CourseAdmin):
    """Courses."""

    form = CourseForm
    inlines = (SessionInline,)
    list_display = ("id", "title", "provider", "municipality", "last_seen", "confirmed_on")
    list_filter = ("target_language", "mode", "free", "childcare", "women_only", "municipality")
    list_select_related = ("provider",)
    search_fields = ("id", "title", "provider__name", "municipality", "audience")
    autocomplete_fields = ("provider",)
    readonly_fields = ("id",)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The bands of the day follow the sessions."""
        super().save_related(request, form, formsets, change)
        course: Course = form.instance
        course.set_bands(list(course.sessions.all()))
        course.save(update_fields=["band_mask"])


@admin.register(Provider)
class ProviderAdmin(_ProviderAdmin):
    """Providers."""

    list_display = ("name", "phone", "email", "url")
    search_fields = ("name",)
