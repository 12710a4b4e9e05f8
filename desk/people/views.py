"""Pages of one's own account: log in, log out, choose a new password, the log of deeds."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy

from desk.people import log
from desk.people.models import Deed, Role, User, Verb


class LogIn(LoginView):
    template_name = "people/login.html"
    redirect_authenticated_user = True


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


@login_required
def deeds(request: HttpRequest) -> HttpResponse:
    """The log, newest first; for administrators."""
    if not isinstance(request.user, User) or request.user.role != Role.ADMINISTRATOR:
        raise PermissionDenied
    lines = Paginator(Deed.objects.select_related("who"), 100)
    return render(request, "people/deeds.html", {"page": lines.get_page(request.GET.get("page"))})
