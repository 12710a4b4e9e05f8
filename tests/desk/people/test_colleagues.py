"""Invitations by link, changing accounts, and that only administrators do it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from desk.people import links, second_factor
from desk.people.models import Deed, Role, User, Verb
from tests.desk.builders import PASSWORD, logged_in, person

NEW = "violet tramway seven lemons"
INVITED = {"username": "eva", "display_name": "Eva", "role": "coordinator", "office": "via"}


def administrator() -> Client:
    return logged_in(person("ida", role=Role.ADMINISTRATOR))


def shown_link(page: bytes) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/invitation/[^<\s]+)", page.decode())
    assert found
    return found[1]


def set_password(link: str, password: str = NEW, client: Client | None = None) -> int:
    """Follows the link as a browser does; returns the last answer's status."""
    client = client or Client()
    first = client.get(link)
    if first.status_code != 302:
        assert b"new_password1" not in first.content
        return first.status_code
    form = {"new_password1": password, "new_password2": password}
    return client.post(first["Location"], form).status_code


def test_an_invited_person_sets_the_password_and_is_in() -> None:
    link = shown_link(administrator().post("/colleagues/", INVITED).content)
    eva = User.objects.get(username="eva")
    assert (eva.role, eva.office, eva.is_staff, eva.is_superuser) == (
        "coordinator",
        "via",
        True,
        False,
    )
    assert not eva.has_usable_password()
    assert set_password(link) == 302
    answer = Client().post("/login/", {"username": "eva", "password": NEW})
    assert answer["Location"] == "/"
    verbs = Deed.objects.filter(what=f"user:{eva.pk}").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [Verb.INVITE, Verb.PASSWORD]


def test_a_link_is_good_once() -> None:
    link = shown_link(administrator().post("/colleagues/", INVITED).content)
    assert set_password(link) == 302
    assert set_password(link, "another password of nobody") == 200
    assert User.objects.get(username="eva").check_password(NEW)


@pytest.mark.parametrize(("hours", "status"), [(71, 302), (73, 200)])
def test_a_link_is_over_after_its_hours(hours: int, status: int) -> None:
    person("eva")
    then = links.tokens._now() - timedelta(hours=hours)
    with mock.patch.object(links.tokens, "_now", return_value=then):
        link = links.make(User.objects.get(), at=timezone.now())
    assert set_password(link.removeprefix("http://127.0.0.1:8000")) == status


def test_a_newer_link_ends_the_older_one() -> None:
    ida = administrator()
    old = shown_link(ida.post("/colleagues/", INVITED).content)
    eva = User.objects.get(username="eva")
    new = shown_link(ida.post(f"/colleagues/{eva.pk}/link").content)
    assert set_password(old) == 200
    assert set_password(new) == 302


@pytest.mark.parametrize("forged", ["token", "other", "nobody"])
def test_a_forged_link_opens_nothing(forged: str) -> None:
    eva = person("eva")
    link = links.make(eva, at=timezone.now()).removeprefix("http://127.0.0.1:8000")
    _, word, key, token, _ = link.split("/")
    others = links.make(person("ben"), at=timezone.now()).split("/")[-2]
    path = {
        "token": f"/{word}/{key}/{token[:-1]}{'0' if token[-1] != '0' else '1'}/",
        "other": f"/{word}/{key}/{others}/",
        "nobody": f"/{word}/OTk5OTk/{token}/",
    }[forged]
    assert set_password(path) == 200
    eva.refresh_from_db()
    assert eva.check_password(PASSWORD)


@pytest.mark.parametrize("weak", ["short", "1234567890123", "password1234", "evaevaevaeva"])
def test_a_weak_password_is_refused_on_the_page_of_the_link(weak: str) -> None:
    eva = person("evaevaevaeva")
    eva.set_unusable_password()
    eva.save()
    link = links.make(eva, at=timezone.now()).removeprefix("http://127.0.0.1:8000")
    assert set_password(link, weak) == 200
    eva.refresh_from_db()
    assert not eva.has_usable_password()


def test_the_link_of_an_account_that_is_off_opens_nothing() -> None:
    eva = person("eva")
    link = links.make(eva, at=timezone.now()).removeprefix("http://127.0.0.1:8000")
    User.objects.filter(pk=eva.pk).update(is_active=False)
    assert set_password(link) == 200


def test_a_link_does_not_go_round_the_second_factor() -> None:
    eva = person("eva")
    second_factor.begin(eva)
    second_factor.TOTPDevice.objects.update(confirmed=True)
    link = links.make(eva, at=timezone.now()).removeprefix("http://127.0.0.1:8000")
    client = Client()
    set_password(link, client=client)
    answer = client.post("/login/", {"username": "eva", "password": NEW})
    assert b'name="code"' in answer.content
    assert "_auth_user_id" not in client.session


def test_a_link_that_is_used_lifts_the_lock_and_ends_open_sessions() -> None:
    eva = person("eva")
    inside = logged_in(eva)
    client = Client()
    for _ in range(5):
        client.post("/login/", {"username": "eva", "password": "wrong"})
    set_password(links.make(eva, at=timezone.now()).removeprefix("http://127.0.0.1:8000"))
    assert client.post("/login/", {"username": "eva", "password": NEW})["Location"] == "/"
    assert inside.get("/").status_code == 302


def test_switching_an_account_off_ends_its_session_and_its_duty() -> None:
    ida, eva = administrator(), person("eva", duty_until=timezone.now() + timedelta(minutes=9))
    inside = logged_in(eva)
    assert inside.get("/").status_code == 200
    ida.post(f"/colleagues/{eva.pk}/switch")
    assert inside.get("/").status_code == 302
    assert inside.get("/live").status_code == 403
    eva.refresh_from_db()
    assert (eva.is_active, eva.duty_until) == (False, None)
    ida.post(f"/colleagues/{eva.pk}/switch")
    assert Client().post("/login/", {"username": "eva", "password": PASSWORD})["Location"] == "/"


def test_role_and_office_are_changed_and_hold_at_once() -> None:
    ida, eva = administrator(), person("eva", role=Role.COORDINATOR)
    inside = logged_in(eva)
    assert inside.get("/administration/").status_code == 200
    ida.post(f"/colleagues/{eva.pk}/", {"display_name": "Eva", "role": "staff", "office": "via"})
    eva.refresh_from_db()
    assert (eva.role, eva.office, eva.is_staff) == ("staff", "via", False)
    assert inside.get("/administration/").status_code == 302


def test_nobody_takes_the_keys_from_themselves() -> None:
    ida = person("ida", role=Role.ADMINISTRATOR)
    client = logged_in(ida)
    answer = client.post(f"/colleagues/{ida.pk}/", {"display_name": "Ida", "role": "staff"})
    assert answer.status_code == 422
    client.post(f"/colleagues/{ida.pk}/switch")
    ida.refresh_from_db()
    assert (ida.role, ida.is_active) == (Role.ADMINISTRATOR, True)


@pytest.mark.parametrize(
    "wrong", [{"role": "king"}, {"office": "nowhere"}, {"username": ""}, {"username": "ida"}]
)
def test_an_invitation_that_does_not_fit_makes_no_account(wrong: dict[str, str]) -> None:
    assert administrator().post("/colleagues/", {**INVITED, **wrong}).status_code == 422
    assert User.objects.count() == 1


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR])
def test_only_administrators_look_after_accounts(role: Role) -> None:
    ben = person("ben", role=role)
    client = logged_in(ben)
    assert client.get("/colleagues/").status_code == 403
    assert client.post("/colleagues/", INVITED).status_code == 403
    assert client.get(f"/colleagues/{ben.pk}/").status_code == 403
    for deed in ("", "link", "unlock", "second-factor", "switch"):
        assert client.post(f"/colleagues/{ben.pk}/{deed}").status_code == 403
    assert Client().get("/colleagues/")["Location"] == "/login/?next=/colleagues/"


def test_the_list_says_how_each_account_stands() -> None:
    ida = administrator()
    ida.post("/colleagues/", INVITED)
    person("off", is_active=False)
    for _ in range(5):
        Client().post("/login/", {"username": "eva", "password": "wrong"})
    page = ida.get("/colleagues/").content.decode()
    for words in ("link open until", "locked until", "switched off", "VIA"):
        assert words in page
    eva = User.objects.get(username="eva")
    assert "Lift the lock" in ida.get(f"/colleagues/{eva.pk}/").content.decode()
    ida.post(f"/colleagues/{eva.pk}/unlock")
    assert "locked until" not in ida.get("/colleagues/").content.decode()
    assert isinstance(links.over_at(eva), datetime)
