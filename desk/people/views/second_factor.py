"""The own second factor: switch it on with a QR code, new recovery codes, switch it off."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_otp import login as verified

from desk.people import log, second_factor
from desk.people.models import User, Verb


@require_GET
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """How it stands; without one, the QR code of a new one."""
    return _shown(request)


@require_POST
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    """The app's first code switches it on; the recovery codes are shown, once."""
    user = _user(request)
    codes = second_factor.confirm(user, request.POST.get("code", ""))
    if not codes:
        return _shown(request, wrong=True)
    verified(request, second_factor.of(user))
    log.note(user, Verb.FACTOR_ON, f"user:{user.pk}")
    return render(request, "people/recovery.html", {"codes": codes})


@require_POST
@login_required
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, against the password."""
    user = _user(request)
    if second_factor.of(user) is None or not user.check_password(request.POST.get("password", "")):
        return _shown(request, refused=True)
    log.note(user, Verb.RECOVERY_NEW, f"user:{user.pk}")
    return render(request, "people/recovery.html", {"codes": second_factor.fresh_codes(user)})


@require_POST
@login_required
def off(request: HttpRequest) -> HttpResponse:
    """Switches it off, against the password."""
    user = _user(request)
    if not user.check_password(request.POST.get("password", "")):
        return _shown(request, refused=True)
    second_factor.remove(user)
    log.note(user, Verb.FACTOR_OFF, f"user:{user.pk}")
    messages.success(request, _("The second factor is off."))
    return redirect("second_factor")


def _shown(request: HttpRequest, **values: bool) -> HttpResponse:
    user = _user(request)
    context: dict[str, object] = {**values, "demanded": second_factor.demanded(user)}
    if second_factor.of(user):
        context |= {"on": True, "left": second_factor.codes_left(user)}
    else:
        device = second_factor.begin(user)
        picture = segno.make(device.config_url, error="m").svg_data_uri(scale=4, border=4)
        wait = device.verify_is_allowed()[1]
        context |= {"picture": picture, "secret": second_factor.secret(device), "wait": bool(wait)}
    return render(request, "people/second_factor.html", context, status=422 if values else 200)


def _user(request: HttpRequest) -> User:
    user = request.user
    assert user.is_authenticated
    return User.objects.get(pk=user.pk)
