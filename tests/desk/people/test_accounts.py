"""Accounts: the first one, one-time passwords, lock-out, roles, the log that only grows."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from desk.people import log
from desk.people.models import Deed, Role, User, Verb
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


@pytest.mark.parametrize(
    ("role", "admin", "courses", "accounts"),
    [("staff", 302, 403, 403), ("coordinator", 200, 200, 403), ("administrator", 200, 200, 200)],
)
def test_the_admin_pages_follow_the_role(
    role: str, admin: int, courses: int, accounts: int
) -> None:
    client = logged_in(person("ana", role=Role(role)))
    assert client.get("/administration/").status_code == admin
    for address, status in (("courses/course/", courses), ("people/user/", accounts)):
        answer = client.get(f"/administration/{address}")
        assert answer.status_code == (302 if admin == 302 else status)


def test_an_administrator_makes_and_changes_accounts() -> None:
    client = logged_in(person("ida", role=Role.ADMINISTRATOR))
    password = "violet tramway seven lemons"
    client.post(
        "/administration/people/user/add/",
        {"username": "new", "usable_password": "true", "password1": password,
         "password2": password, "role": "coordinator", "must_change_password": "on"},
    )  # fmt: skip
    new = User.objects.get(username="new")
    assert (new.role, new.is_staff, new.is_superuser) == ("coordinator", True, False)
    assert client.get(f"/administration/people/user/{new.pk}/change/").status_code == 200


def test_the_log_only_grows() -> None:
    log.note(person("ana"), Verb.READ, "case:1")
    deed = Deed.objects.get()
    with pytest.raises(TypeError):
        deed.save()
    with pytest.raises(TypeError):
        deed.delete()
    with pytest.raises(TypeError):
        Deed.objects.all().delete()
    with pytest.raises(TypeError):
        Deed.objects.update(what="")


def test_logging_in_and_out_and_failing_is_logged() -> None:
    person("ana")
    client = Client()
    client.post("/login/", {**LOGIN, "password": "wrong"})
    client.post("/login/", LOGIN)
    client.post("/logout/")
    verbs = list(Deed.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["login_failed", "login", "logout"]
