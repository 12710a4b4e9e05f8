"""Colleagues, for administrators: who there is, inviting, changing, links, locks, factors.

Accounts are switched off, never deleted: the log of deeds speaks of them.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from desk import library
from desk.people import links, lockout, log, second_factor
from desk.people.administrators import administrator, administrators_only
from desk.people.models import Role, User, Verb


def _offices() -> list[tuple[str, str]]:
    """Offices whose staff read the chat first, then the others, by name."""
    known = library.city().offices.items()
    rows = sorted((not office.desk_hours, office.name, key) for key, office in known)
    return [("", _("all offices")), *((key, name) for _hours, name, key in rows)]


class ColleagueForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, role, office."""

    office = forms.ChoiceField(label=gettext_lazy("Office"), required=False)

    class Meta:
        model = User
        fields: tuple[str, ...] = ("display_name", "role", "office")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _offices()
        self.fields["display_name"].required = True

    def clean_role(self) -> str:
        """Nobody takes the keys from themselves, or the desk would be without."""
        role = str(self.cleaned_data["role"])
        if self.instance.pk is not None and self.initial.get("own") and role != Role.ADMINISTRATOR:
            raise forms.ValidationError(_("Another administrator has to change your own role."))
        return role


class InvitationForm(ColleagueForm):
    """The same, and the name to log in with."""

    class Meta(ColleagueForm.Meta):
        fields = ("username", *ColleagueForm.Meta.fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = ""
        self.fields["username"].widget.attrs.update(autocapitalize="none", autocomplete="off")


@require_http_methods(["GET", "POST"])
@administrators_only
def colleagues(request: HttpRequest) -> HttpResponse:
    """The list; posted, an invitation: the account and a link, shown once."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            user = form.save(commit=False)
            user.set_unusable_password()
            user.save()
            log.note(administrator(request), Verb.INVITE, f"user:{user.pk}")
            return _link(request, user)
    ends = lockout.locked(at=timezone.now())
    people = list(User.objects.order_by("-is_active", "username"))
    for one in people:
        one.second_factor = second_factor.of(one) is not None  # type: ignore[attr-defined]
        one.locked_until = ends.get(one.username)  # type: ignore[attr-defined]
        one.link_until = links.over_at(one)  # type: ignore[attr-defined]
    context = {"people": people, "form": form, "now": timezone.now()}
    wrong = request.method == "POST"
    return render(request, "people/colleagues.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@administrators_only
def colleague(request: HttpRequest, user: int) -> HttpResponse:
    """One account: name, role, office."""
    one = get_object_or_404(User, pk=user)
    own = {"own": one.pk == administrator(request).pk}
    form = ColleagueForm(request.POST or None, instance=one, initial=own)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            log.note(administrator(request), Verb.ACCOUNT, f"user:{one.pk}")
        messages.success(request, _("Saved."))
        return redirect("colleagues")
    context = {
        "one": get_object_or_404(User, pk=user),
        "form": form,
        **own,
        "second_factor": second_factor.of(one) is not None,
        "locked_until": lockout.locked(at=timezone.now()).get(one.username),
    }
    wrong = request.method == "POST"
    return render(request, "people/colleague.html", context, status=422 if wrong else 200)


@require_POST
@administrators_only
def link(request: HttpRequest, user: int) -> HttpResponse:
    """A new link to set a password; the ones before are over."""
    one = get_object_or_404(User, pk=user, is_active=True)
    with transaction.atomic():
        log.note(administrator(request), Verb.INVITE, f"user:{one.pk}")
        return _link(request, one)


@require_POST
@administrators_only
def unlock(request: HttpRequest, user: int) -> HttpResponse:
    """Ends the lock after failed log-ins."""
    one = get_object_or_404(User, pk=user)
    with transaction.atomic():
        lockout.lift(one.username)
        log.note(administrator(request), Verb.UNLOCK, f"user:{one.pk}")
    messages.success(request, _("The lock is lifted."))
    return redirect("colleague", user=one.pk)


@require_POST
@administrators_only
def second_factor_off(request: HttpRequest, user: int) -> HttpResponse:
    """For whoever lost both the telephone and the recovery codes."""
    one = get_object_or_404(User, pk=user)
    with transaction.atomic():
        second_factor.remove(one)
        log.note(administrator(request), Verb.FACTOR_OFF, f"user:{one.pk}")
    messages.success(request, _("The second factor is off."))
    return redirect("colleague", user=one.pk)


@require_POST
@administrators_only
def switch(request: HttpRequest, user: int) -> HttpResponse:
    """Switches an account off, which ends its sessions and links, or on again."""
    one = get_object_or_404(User, pk=user)
    if one.pk == administrator(request).pk:
        messages.error(request, _("Another administrator has to switch your own account off."))
        return redirect("colleague", user=one.pk)
    with transaction.atomic():
        one.is_active = not one.is_active
        one.duty_until = one.invited_at = None
        one.save()
        verb = Verb.ACCOUNT_ON if one.is_active else Verb.ACCOUNT_OFF
        log.note(administrator(request), verb, f"user:{one.pk}")
    return redirect("colleague", user=one.pk)


def _link(request: HttpRequest, user: User) -> HttpResponse:
    address = links.make(user, at=timezone.now())
    context = {"one": user, "address": address, "until": links.over_at(user)}
    return render(request, "people/link.html", context)
