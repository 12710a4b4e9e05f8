"""Addresses of accounts: the entrance, the second factor, colleagues, the log of deeds."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.generic import RedirectView

from desk.people.views import colleagues, deeds, entrance, second_factor

urlpatterns = [
    path("login/", entrance.LogIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("invitation/<uidb64>/<token>/", entrance.ByLink.as_view(), name="invitation"),
    path("password/", entrance.NewPassword.as_view(), name="password_change"),
    path("second-factor/", second_factor.page, name="second_factor"),
    path("second-factor/confirm", second_factor.confirm, name="second_factor_confirm"),
    path("second-factor/codes", second_factor.codes, name="recovery_codes"),
    path("second-factor/off", second_factor.off, name="second_factor_off"),
    path("colleagues/", colleagues.colleagues, name="colleagues"),
    path("colleagues/<int:user>/", colleagues.colleague, name="colleague"),
    path("colleagues/<int:user>/link", colleagues.link, name="colleague_link"),
    path("colleagues/<int:user>/unlock", colleagues.unlock, name="colleague_unlock"),
    path(
        "colleagues/<int:user>/second-factor",
        colleagues.second_factor_off,
        name="colleague_second_factor",
    ),
    path("colleagues/<int:user>/switch", colleagues.switch, name="colleague_switch"),
    path("log/", deeds.deeds, name="deeds"),
    path("log/deeds.csv", deeds.as_csv, name="deeds_csv"),
    # Django's admin has an entrance of its own, which knows no second factor and no lock's end.
    path("administration/login/", entrance.of_admin),
    path("administration/logout/", LogoutView.as_view()),
    path("administration/password_change/", RedirectView.as_view(pattern_name="password_change")),
]
