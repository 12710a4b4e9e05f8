"""Which cases a colleague sees: those of the own office, or all."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from desk import library
from desk.cases import codes
from desk.cases.models import Case
from desk.people.models import User


def colleague(request: HttpRequest) -> User:
    """The colleague behind a request that needed a log-in."""
    assert isinstance(request.user, User)
    return request.user


def visible(user: User) -> QuerySet[Case]:
    """The cases that `user` may see."""
    cases = Case.objects.select_related("colleague")
    if user.sees_all_offices:
        return cases
    return cases.filter(Q(office=user.office) | Q(office=""))


def sees_office(user: User, office: str) -> bool:
    """The same rule for one office."""
    return user.sees_all_offices or office in ("", user.office)


def find(user: User, code: str) -> Case:
    """The case with this code, if `user` may see it.

    Raises:
        Http404: it is unknown or another office's: both look the same.
        PermissionDenied: `user` has tried too many codes; the own conversations stay open.
    """
    case = visible(user).filter(code=codes.read(code)).first()
    if (case is None or case.colleague_id != user.pk) and codes.held_up(user, at=timezone.now()):
        raise PermissionDenied("codes")
    if case is None:
        codes.missed(user)
        raise Http404
    return case


def colleagues(case: Case) -> QuerySet[User]:
    """Whom a case of this office can be passed on to."""
    there = User.objects.filter(is_active=True).filter(Q(office=case.office) | Q(office=""))
    return there.order_by("display_name", "username")


def offices() -> tuple[str, ...]:
    """The offices that have a desk of their own: those with desk hours, or with colleagues."""
    staffed = set(User.objects.exclude(office="").values_list("office", flat=True))
    city = library.city()
    return tuple(
        name
        for name, office in city.offices.items()
        if office.desk_hours or name in staffed or name == city.main_office
    )
