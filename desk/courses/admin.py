"""The inventory in Django's admin: list, filter, edit, copy, archive, with who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk.courses import history, near, values, written
from desk.courses.exchange import plan
from desk.courses.models import Change, Course, Provider, Session, new_course_id

# Django's own classes take their model as a type only while types are checked.
if TYPE_CHECKING:
    _CourseForm = forms.ModelForm[Course]
    _SessionInline = admin.TabularInline[Session, Course]
    _ChangeInline = admin.TabularInline[Change, Course]
    _CourseAdmin = admin.ModelAdmin[Course]
    _ProviderAdmin = admin.ModelAdmin[Provider]
else:
    _CourseForm = forms.ModelForm
    _SessionInline = _ChangeInline = admin.TabularInline
    _CourseAdmin = _ProviderAdmin = admin.ModelAdmin


def _boxes(label: Any, words: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=[(word, word) for word in words],
        widget=forms.CheckboxSelectMultiple,
    )


class CourseForm(_CourseForm):
    """Sets of words as boxes to tick; none ticked means unknown."""

    levels = _boxes(_("levels"), values.LEVELS)
    bands = _boxes(_("times of day as stated"), values.BANDS)
    audiences = _boxes(_("for whom, in words of the search"), values.AUDIENCES)
    needs = _boxes(_("what one needs"), values.NEEDS)

    class Meta:
        model = Course
        exclude = ("level_mask", "bands_stated")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("levels", "audiences", "needs"):
            self.initial.setdefault(name, getattr(self.instance, name))
        self.initial.setdefault("bands", self.instance.bands_stated.split())

    def save(self, commit: bool = True) -> Course:
        """Stores the boxes and the point that the address gives."""
        course, given = self.instance, self.cleaned_data
        course.level_mask = values.to_mask(given["levels"], values.LEVELS)
        course.audience_mask = values.to_mask(given["audiences"], values.AUDIENCES)
        course.needs_mask = values.to_mask(given["needs"], values.NEEDS)
        course.bands_stated = " ".join(given["bands"])
        for name in ("other_languages", "support_languages"):
            codes = getattr(course, name).split()
            setattr(course, name, f" {' '.join(codes)} " if codes else "")
        plan.place(course, near.places())
        return super().save(commit)


class SessionInline(_SessionInline):
    """The weekly meetings of a course."""

    model = Session
    extra = 1


class ChangeInline(_ChangeInline):
    """Who changed what; only read."""

    model = Change
    extra = 0
    can_delete = False
    fields = readonly_fields = ("at", "who", "how", "fields")
    verbose_name_plural = _("history")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody writes history by hand."""
        return False


@admin.register(Course)
class CourseAdmin(_CourseAdmin):
    """Courses."""

    form = CourseForm
    inlines = (SessionInline, ChangeInline)
    list_display = (
        *("id", "title", "provider", "municipality", "last_seen", "confirmed_on", "archived_on"),
    )
    list_filter = (
        *("target_language", "mode", "free", "childcare", "women_only", "setting", "pace"),
        *(
            ("archived_on", admin.EmptyFieldListFilter),
            ("confirmed_on", admin.EmptyFieldListFilter),
        ),
        "municipality",
    )
    list_select_related = ("provider",)
    search_fields = ("id", "title", "provider__name", "municipality", "audience")
    autocomplete_fields = ("provider",)
    readonly_fields = ("id",)
    actions = ("copy", "archive", "take_back", "confirm")

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Remembers the course as it stood, for its history."""
        stood = Course.objects.filter(pk=form.instance.pk).first() if change else None
        form.before = written.cells(stood) if stood else {}
        return super().save_form(request, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """What follows from the sessions, then the history."""
        super().save_related(request, form, formsets, change)
        course: Course = form.instance
        sessions = list(course.sessions.all())
        course.set_bands(sessions)
        course.save()
        history.note(course, form.before, written.cells(course), who=str(request.user), how="desk")

    @admin.action(description=_("Copy"), permissions=["add"])
    def copy(self, request: HttpRequest, courses: QuerySet[Course]) -> None:
        """A new course like this one, not confirmed by anybody."""
        for course in courses:
            source, sessions = course.pk, list(course.sessions.all())
            course.pk, course.confirmed_on, course.confirmed_by = new_course_id(), None, ""
            course.asked_on = course.archived_on = None
            course._state.adding = True
            course.save()
            for one in sessions:
                one.pk, one.course = None, course
                one.save()
            history.deed(course, who=str(request.user), how=f"copy {source}"[:20])
        messages.success(request, _("Copied."))

    @admin.action(description=_("Archive"), permissions=["change"])
    def archive(self, request: HttpRequest, courses: QuerySet[Course]) -> None:
        """Out of the search; nothing is lost."""
        self._set(request, courses, how="archived", archived_on=timezone.localdate())

    @admin.action(description=_("Take back from the archive"), permissions=["change"])
    def take_back(self, request: HttpRequest, courses: QuerySet[Course]) -> None:
        """Into the search again."""
        self._set(request, courses, how="taken back", archived_on=None)

    @admin.action(description=_("Confirm: still right today"), permissions=["change"])
    def confirm(self, request: HttpRequest, courses: QuerySet[Course]) -> None:
        """After a call with the provider."""
        self._set(
            request,
            courses,
            how="confirmed",
            confirmed_on=timezone.localdate(),
            confirmed_by=getattr(request.user, "name", str(request.user)),
            asked_on=None,
        )

    def _set(
        self, request: HttpRequest, courses: QuerySet[Course], *, how: str, **fields: Any
    ) -> None:
        for course in courses:
            for name, value in fields.items():
                setattr(course, name, value)
            course.save()
            history.deed(course, who=str(request.user), how=how)
        messages.success(request, _("Done."))


@admin.register(Provider)
class ProviderAdmin(_ProviderAdmin):
    """Providers."""

    list_display = ("name", "phone", "email", "url", "reminded_on")
    search_fields = ("name",)
    readonly_fields = ("reminded_on",)
