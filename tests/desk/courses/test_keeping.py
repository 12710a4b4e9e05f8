"""Offers are kept true: signed links, corrections that wait, reminders, calls, and hiding last."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from desk.courses import keeping, near
from desk.courses.models import Change, Course, Proposal, Provider
from desk.courses.search import search
from desk.courses.wishes import Wishes
from tests.desk.builders import logged_in, person

pytestmark = pytest.mark.usefixtures("inventory")


def found(**wishes: object) -> list[str]:
    today = timezone.localdate()
    return [one.id for one in search(Wishes(**wishes), today=today).matches]  # type: ignore[arg-type]


def link(course: str) -> tuple[Course, str]:
    one = Course.objects.get(pk=course)
    return one, f"/courses/-/provider/{keeping.token(one.provider)}/"


def test_a_provider_confirms_without_an_account(client: Client) -> None:
    course, address = link("bxl-021")
    assert course.title in client.get(address).content.decode()
    client.post(address, {"course": ["bxl-021", "bxl-001"]})
    course.refresh_from_db()
    assert (course.confirmed_on, course.confirmed_by) == (
        timezone.localdate(),
        course.provider.name,
    )
    assert Course.objects.get(pk="bxl-001").confirmed_on is None, "it is another provider's"
    assert found(target_language="fr")[0] == "bxl-021", "confirmed ones come first"


def test_forged_and_withdrawn_links_open_nothing(client: Client) -> None:
    course, address = link("bxl-021")
    assert client.get(address.replace("provider/", "provider/x")).status_code == 404
    keeping.withdraw_link(course.provider)
    assert client.get(address).status_code == 404


def test_a_correction_waits_for_staff_and_then_is_history(
    client: Client, places: near.PlaceTable
) -> None:
    course, address = link("bxl-021")
    form = dict.fromkeys(keeping.CORRECTABLE, "")
    client.post(f"{address}bxl-021/", {**form, "title": "New", "price": "cheap"})
    assert not Proposal.objects.exists(), "a price that is no number is told at once"
    client.post(f"{address}bxl-021/", {**form, "title": "New", "price": "30"})
    assert Course.objects.get(pk="bxl-021").title == course.title
    keeping.decide(Proposal.objects.get(), accept=True, who="ana", places=places)
    after = Course.objects.get(pk="bxl-021")
    assert (after.title, after.price, after.confirmed_on) == ("New", 30, timezone.localdate())
    assert "title" in Change.objects.filter(how="provider").get().fields


def test_an_offer_that_is_gone_is_archived_and_not_found(
    client: Client, places: near.PlaceTable
) -> None:
    _course, address = link("bxl-021")
    client.post(f"{address}bxl-021/", {"gone": "on"})
    keeping.decide(Proposal.objects.get(), accept=True, who="ana", places=places)
    assert "bxl-021" not in found()


def test_reminders_go_once_to_those_with_an_address_the_others_are_called() -> None:
    call_command("remind", stdout=StringIO())
    sent = len(mail.outbox)
    assert sent == len({message.to[0] + message.body[:200] for message in mail.outbox}) > 5
    assert "/courses/-/provider/" in mail.outbox[0].body
    call_command("remind", stdout=StringIO())
    assert len(mail.outbox) == sent
    today = timezone.localdate()
    called = {one.provider.pk for one in keeping.to_call(today)}
    assert called
    assert not called & {one.provider.pk for one in keeping.due(today) if one.email}


def test_hidden_only_ninety_days_after_an_unanswered_reminder() -> None:
    today = timezone.localdate()
    for days, shown in ((90, True), (91, False)):
        course = Course.objects.get(pk="bxl-021")
        course.asked_on = today - timedelta(days=days)
        course.save()
        assert ("bxl-021" in found()) is shown
    keeping.confirm([Course.objects.get(pk="bxl-021")], by="School", who="ana")
    assert "bxl-021" in found()


def test_a_confirmation_grows_old_in_the_answer(client: Client) -> None:
    course = Course.objects.get(pk="bxl-021")
    course.confirmed_on = timezone.localdate() - timedelta(days=91)
    course.confirmed_by = "School"
    course.save()
    assert client.get("/api/v1/courses/bxl-021").json()["confirmed"]["old"] is True


def test_staff_settle_a_call_and_the_pages_open() -> None:
    staff = logged_in(person("ana", role="coordinator"), language="fr")
    one = keeping.to_call(date.today())[0]  # noqa: DTZ011 - the page asks the same clock
    staff.post(f"/courses/-/calls/{one.provider.pk}", {"deed": "nobody"})
    assert Provider.objects.get(pk=one.provider.pk).called_on
    ids = [course.pk for course in one.courses]
    staff.post(f"/courses/-/calls/{one.provider.pk}", {"deed": "right", "course": ids})
    assert set(Course.objects.filter(confirmed_by="Ana").values_list("pk", flat=True)) == set(ids)
    for page in ("upload/", "corrections/", "calls/", "needs/", "needs.csv"):
        assert staff.get(f"/courses/-/{page}").status_code == 200


def test_copy_and_archive_in_the_list() -> None:
    boss = logged_in(person("eva", role="administrator"), language="en")
    address = "/administration/courses/course/"
    for action in ("copy", "archive"):
        chosen = {"action": action, "_selected_action": ["bxl-021"]}
        assert boss.post(address, chosen).status_code == 302
    assert Course.objects.count() == 82
    assert Course.objects.get(pk="bxl-021").archived_on == timezone.localdate()
    assert set(Change.objects.values_list("how", flat=True)) == {
        "file",
        "copy bxl-021",
        "archived",
    }
