"""The second factor: switched on by its own code, asked at log-in, guessed by nobody, recovered."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from desk.people import second_factor
from desk.people.models import Deed, Role, User, Verb
from tests.desk.builders import PASSWORD, logged_in, person


def code(user: User, *, steps: int = 0) -> str:
    """What the person's app shows, now or some steps of 30 s later."""
    device = TOTPDevice.objects.get(user=user)
    app = TOTP(device.bin_key, device.step, device.t0, device.digits)
    app.time = time.time() + steps * 30
    return f"{app.token():06d}"


def with_app(name: str = "ana", **values: Any) -> tuple[User, list[str]]:
    """A person whose second factor is on, by the code of the step before: this one is fresh."""
    user = person(name, **values)
    second_factor.begin(user)
    codes = second_factor.confirm(user, code(user, steps=-1))
    assert len(codes) == 10
    return user, codes


def half_way(name: str = "ana") -> Client:
    client = Client(headers={"accept-language": "en"})
    answer = client.post("/login/?next=/records/", {"username": name, "password": PASSWORD})
    assert b'name="code"' in answer.content
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def give(client: Client, given: str) -> HttpResponse:
    answer: Any = client.post("/login/", {"code": given, "next": "/answers/"})
    return answer  # type: ignore[no-any-return]


def test_it_is_switched_on_by_the_code_of_the_app() -> None:
    ana = person("ana")
    client = logged_in(ana)
    page = client.get("/second-factor/").content.decode()
    assert 'src="data:image/svg+xml' in page
    secret = second_factor.secret(TOTPDevice.objects.get())
    assert secret in page
    assert client.post("/second-factor/confirm", {"code": "000000"}).status_code == 422
    assert second_factor.of(ana) is None
    TOTPDevice.objects.update(throttling_failure_count=0)
    answer = client.post("/second-factor/confirm", {"code": code(ana)})
    codes = re.findall(r"<li>(\w{5}-\w{5})</li>", answer.content.decode())
    assert len(set(codes)) == 10
    assert second_factor.of(ana) is not None
    assert Deed.objects.filter(verb=Verb.FACTOR_ON, who=ana).exists()
    # The secret is shown no more, the codes stand nowhere.
    assert secret not in client.get("/second-factor/").content.decode()
    stored = " ".join(StaticToken.objects.values_list("token", flat=True))
    assert not any(one.replace("-", "") in stored for one in codes)


def test_the_password_alone_lets_nobody_in() -> None:
    with_app()
    client = half_way()
    assert not is_in(client)
    for address in ("/", "/live", "/administration/", "/api/v1/schema-of-nothing"):
        assert client.get(address).status_code in (302, 403, 404)
    assert client.get("/second-factor/").status_code == 302


def test_password_and_code_let_in_and_lead_on() -> None:
    ana, _codes = with_app()
    client = half_way()
    assert b'name="code"' in client.get("/login/").content
    assert give(client, code(ana))["Location"] == "/answers/"
    assert is_in(client)


def test_a_code_is_good_once() -> None:
    ana, _codes = with_app()
    used = code(ana)
    give(half_way(), used)
    second = half_way()
    assert give(second, used).status_code == 200
    assert not is_in(second)


def test_wrong_codes_lock_as_wrong_passwords_do() -> None:
    ana, _codes = with_app()
    client = half_way()
    for _ in range(5):
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
        answer = give(client, "000000" if code(ana) != "000000" else "111111")
    assert answer.status_code == 429
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert give(client, code(ana)).status_code == 429
    assert Client().post("/login/", {"username": "ana", "password": PASSWORD}).status_code == 429
    assert Deed.objects.filter(verb=Verb.LOGIN_FAILED).count() >= 5
    assert not is_in(client)


def test_after_a_wrong_code_one_waits_and_is_told_how_long() -> None:
    ana, _codes = with_app()
    client = half_way()
    give(client, "000000" if code(ana) != "000000" else "111111")
    TOTPDevice.objects.update(throttling_failure_count=4)
    page = give(client, code(ana)).content.decode()
    assert re.search(r"Wait [78] seconds", page)
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(seconds=9))
    give(client, code(ana))
    assert is_in(client)


def test_a_recovery_code_lets_in_once_and_says_what_is_left() -> None:
    _ana, codes = with_app()
    client = half_way()
    give(client, codes[3].upper().replace("-", " "))
    assert is_in(client)
    assert "9 recovery codes left." in client.get("/answers/").content.decode()
    assert Deed.objects.filter(verb=Verb.RECOVERY).count() == 1
    again = half_way()
    assert give(again, codes[3]).status_code == 200
    assert not is_in(again)


def test_new_recovery_codes_end_the_old_ones_and_need_the_password() -> None:
    ana, codes = with_app()
    client = logged_in(ana)
    assert client.post("/second-factor/codes", {"password": "wrong"}).status_code == 422
    page = client.post("/second-factor/codes", {"password": PASSWORD}).content.decode()
    new = re.findall(r"<li>(\w{5}-\w{5})</li>", page)
    assert second_factor.take(ana, codes[0]) is None
    StaticDevice.objects.update(throttling_failure_count=0)
    assert second_factor.take(ana, new[0]) is not None


def test_another_persons_recovery_code_opens_nothing() -> None:
    _ben, codes = with_app("ben")
    with_app("ana")
    client = half_way("ana")
    give(client, codes[0])
    assert not is_in(client)


def test_switching_it_off_needs_the_password() -> None:
    ana, _codes = with_app()
    client = logged_in(ana)
    client.post("/second-factor/off", {"password": "wrong"})
    assert second_factor.of(ana) is not None
    client.post("/second-factor/off", {"password": PASSWORD})
    assert second_factor.of(ana) is None
    assert not StaticDevice.objects.exists()


def test_an_administrator_switches_it_off_for_whoever_lost_everything() -> None:
    ana, _codes = with_app()
    ida = logged_in(person("ida", role=Role.ADMINISTRATOR))
    ida.post(f"/colleagues/{ana.pk}/second-factor")
    client = Client()
    assert client.post("/login/", {"username": "ana", "password": PASSWORD})["Location"] == "/"
    assert Deed.objects.filter(verb=Verb.FACTOR_OFF, what=f"user:{ana.pk}").count() == 1


@pytest.mark.parametrize("over", ["time", "password", "account"])
def test_half_way_is_over_soon_and_with_the_account(over: str) -> None:
    ana, _codes = with_app()
    client = half_way()
    fresh = code(ana)
    if over == "account":
        User.objects.update(is_active=False)
    if over == "password":
        ana.set_password("violet tramway seven lemons")
        ana.save()
    later = time.time() + (301 if over == "time" else 0)
    with mock.patch("desk.people.views.entrance.time.time", return_value=later):
        assert b'name="password"' in give(client, fresh).content
    assert not is_in(client)


def test_a_role_can_have_to_have_one() -> None:
    ana, ida = person("ana"), person("ida", role=Role.ADMINISTRATOR)
    with override_settings(SECOND_FACTOR_FOR=frozenset({"administrator"})):
        assert logged_in(ana).get("/").status_code == 200
        client = logged_in(ida)
        for address in ("/", "/live", "/log/", "/administration/"):
            assert client.get(address)["Location"] == "/second-factor/"
        client.get("/second-factor/")
        client.post("/second-factor/confirm", {"code": code(ida)})
        assert client.get("/").status_code == 200
