"""The ways in: log in (password, then the second factor), a signed link, a new password."""

from __future__ import annotations

import time
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import LoginView, PasswordChangeView, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.people import links, lockout, log, second_factor
from desk.people.models import User, Verb

# Between password and code, in the session of somebody who is not logged in yet.
_HALF = "half_way"
HALF_WAY_SECONDS = 300


class LogIn(LoginView):
    """Whoever has a second factor is in only after its code; both steps are this one address."""

    template_name = "people/login.html"
    redirect_authenticated_user = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "again" in request.GET:
            request.session.pop(_HALF, None)
        elif _half_way(request):
            return self._ask_code(request)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "code" not in request.POST:
            return super().post(request, *args, **kwargs)
        user = _half_way(request)
        return self._second(request, user) if user else super().get(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        assert isinstance(user, User)
        if second_factor.of(user) is None:
            return super().form_valid(form)
        self.request.session[_HALF] = {
            "user": user.pk,
            "backend": user.backend,
            "hash": user.get_session_auth_hash(),
            "until": time.time() + HALF_WAY_SECONDS,
        }
        return self._ask_code(self.request)

    def _second(self, request: HttpRequest, user: User) -> HttpResponse:
        name = {"username": user.username}
        if not AxesProxyHandler.is_allowed(request, name):
            return lockout.response(request)
        if wait := second_factor.seconds_to_wait(user):
            return self._ask_code(request, wait=wait)
        device = second_factor.take(user, request.POST.get("code", ""))
        if device is None:
            user_login_failed.send(sender=__name__, credentials=name, request=request)
            return self._ask_code(request, wrong=True)
        half = request.session.pop(_HALF)
        user.otp_device = device  # type: ignore[attr-defined]
        login(request, user, backend=half["backend"])
        if device != second_factor.of(user):
            log.note(user, Verb.RECOVERY, f"user:{user.pk}")
            left = second_factor.codes_left(user)
            told = ngettext("%(count)s recovery code left.", "%(count)s recovery codes left.", left)
            messages.warning(request, told % {"count": left})
        return HttpResponseRedirect(self.get_success_url())

    def _ask_code(
        self, request: HttpRequest, *, wrong: bool = False, wait: int = 0
    ) -> HttpResponse:
        shown = {"wrong": wrong, "wait": wait, "next": self.get_redirect_url()}
        return render(request, "people/code.html", shown)


def _half_way(request: HttpRequest) -> User | None:
    """Who has given the password of this session a moment ago, and not yet the code."""
    half = request.session.get(_HALF)
    if not half or half["until"] < time.time():
        return None
    user = User.objects.filter(pk=half["user"], is_active=True).first()
    return user if user and user.get_session_auth_hash() == half["hash"] else None


class ByLink(PasswordResetConfirmView):
    """The page of a signed link: the person sets the password, and logs in with it."""

    template_name = "people/invitation.html"
    token_generator = links.tokens
    reset_url_token = "set"
    success_url = reverse_lazy("login")

    def get_user(self, uidb64: str) -> User | None:
        user = super().get_user(uidb64)
        return user if isinstance(user, User) and user.is_active else None

    def form_valid(self, form: SetPasswordForm[User]) -> HttpResponse:
        response = super().form_valid(form)
        user = form.user
        User.objects.filter(pk=user.pk).update(must_change_password=False, invited_at=None)
        lockout.lift(user.username)
        log.note(user, Verb.PASSWORD, f"user:{user.pk}")
        if self.request.user.is_authenticated:  # somebody else's session: it is not theirs
            logout(self.request)
        messages.success(self.request, _("Your password is saved. Log in with it."))
        return response


class NewPassword(PasswordChangeView):
    template_name = "people/password.html"
    success_url = reverse_lazy("queue")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        user = self.request.user
        assert isinstance(user, User)
        User.objects.filter(pk=user.pk).update(must_change_password=False)
        log.note(user, Verb.PASSWORD, f"user:{user.pk}")
        return response


def of_admin(request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
    """The inventory's pages have no entrance of their own: it would not ask the second factor."""
    from django.contrib.auth.views import redirect_to_login

    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
