"""Accounts: the first one, one-time passwords, lock-out, roles."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from desk.people.models import Deed, Role, User
from tests.desk.builders import PASSWORD, logged_in, person

LOGIN = {"username": "ana", "password": PASSWORD}


def first_account() -> str:
    out = StringIO()
    call_command("first_account", stdout=out)
    return out.getvalue()


def test_the_first_account_is_made_and_told_once() -> None:
    told = first_account()
    user = User.objects.get()
    password = told.split()[-1]
    assert user.username in told
    assert user.check_password(password)
    assert (user.role, user.must_change_password) == (Role.ADMINISTRATOR, True)
    assert first_account() == ""


def test_no_first_account_beside_an_administrator() -> None:
    person("ida", role=Role.ADMINISTRATOR)
    assert first_account() == ""


def test_a_taken_name_does_not_stop_the_first_account() -> None:
    person("admin")
    assert "admin2" in first_account()


def test_a_one_time_password_opens_only_the_page_that_replaces_it() -> None:
    client = Client()
    ana = person("ana", must_change_password=True)
    client.post("/login/", LOGIN)
    for address in ("/", "/live", "/cases/ABCDEF/", "/administration/"):
        assert client.get(address)["Location"] == "/password/"
    new = "violet tramway seven lemons"
    client.post(
        "/password/",
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    ana.refresh_from_db()
    assert not ana.must_change_password
    assert ana.check_password(new)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("weak", ["short", "1234567890123", "password1234", "anaanaanaana"])
def test_weak_passwords_are_refused(weak: str) -> None:
    ana = person("anaanaanaana")
    answer = logged_in(ana).post(
        "/password/", {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    )
    assert answer.status_code == 200
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_five_wrong_passwords_lock_the_name() -> None:
    person("ana")
    client = Client()
    for _ in range(5):
        answer = client.post("/login/", {**LOGIN, "password": "wrong"})
    assert answer.status_code == 429
    assert client.post("/login/", LOGIN).status_code == 429
    assert client.get("/")["Location"].startswith("/login/")


def test_the_lock_says_when_it_ends_and_ends_then() -> None:
    person("ana")
    client = Client(headers={"accept-language": "en"})
    start = timezone.now()
    for _ in range(5):
        answer = client.post("/login/", {**LOGIN, "password": "wrong"})
    told = re.search(r"ends at (\d\d:\d\d)", answer.content.decode())
    end = timezone.localtime(start + settings.AXES_COOLOFF_TIME)
    assert told is not None
    # Rounded up to a whole minute, and perhaps the minute has changed since.
    assert told[1] in {(end + timedelta(seconds=more)).strftime("%H:%M") for more in (59, 64)}
    assert 890 <= int(answer["Retry-After"]) <= 901
    assert client.post("/login/", LOGIN).status_code == 429
    counted = AccessAttempt.objects.get()
    assert counted.failures_since_start == 5  # a try during the lock makes it no longer
    AccessAttempt.objects.update(attempt_time=counted.attempt_time - settings.AXES_COOLOFF_TIME)
    assert client.post("/login/", LOGIN)["Location"] == "/"


def test_a_name_is_locked_for_the_address_that_tried_it_alone() -> None:
    """Or anybody could keep a colleague out."""
    person("ana")
    for _ in range(5):
        Client(REMOTE_ADDR="192.0.2.1").post("/login/", {**LOGIN, "password": "wrong"})
    assert Client(REMOTE_ADDR="192.0.2.2").post("/login/", LOGIN)["Location"] == "/"


@pytest.mark.parametrize(
    ("role", "admin"), [("staff", 302), ("coordinator", 200), ("administrator", 200)]
)
def test_the_pages_of_the_inventory_follow_the_role(role: str, admin: int) -> None:
    client = logged_in(person("ana", role=Role(role)))
    assert client.get("/administration/").status_code == admin
    assert client.get("/administration/courses/course/").status_code == admin


def test_the_admin_pages_show_courses_alone() -> None:
    """Accounts, second factors and locks have pages of their own, where all is logged."""
    assert {model._meta.app_label for model in admin.site._registry} == {"courses"}


def test_the_admin_has_no_entrance_of_its_own() -> None:
    person("ida", role=Role.ADMINISTRATOR)
    client = Client()
    answer = client.get("/administration/login/?next=/administration/")
    assert answer["Location"] == "/login/?next=/administration/"
    answer = client.post("/administration/login/", {"username": "ida", "password": PASSWORD})
    assert answer["Location"].startswith("/login/")
    assert "_auth_user_id" not in client.session


def test_logging_in_and_out_and_failing_is_logged() -> None:
    person("ana")
    client = Client()
    client.post("/login/", {**LOGIN, "password": "wrong"})
    client.post("/login/", LOGIN)
    client.post("/logout/")
    verbs = list(Deed.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["login_failed", "login", "logout"]
