"""The desk's JSON API for courses: one session, a timeout, a limit of retries, typed results.

Knows addresses and status codes. Refuses to know slots and wording.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from watch.logs import current

_TIMEOUT = (1.0, 4.0)  # seconds to connect, to answer
_RETRIES = 2
# Tells the desk that a person has searched, and in which language.
NEEDS_HEADER = "Needs-Language"


class DeskError(Exception):
    """The desk gave no usable answer."""


class DeskUnavailable(DeskError):
    """The desk does not answer, answers too late, or answers with an error of its own."""


class DeskRefused(DeskError):
    """The desk refused parameters; `errors` says which and why."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


class CourseNotFound(DeskError):
    """No course has this id (any more)."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of a search: courses as the API gives them, wishes dropped, and what lies behind.

    `total` fit, `certain` of them are known to meet every wish kept; `elsewhere_km` is how far the
    nearest is when none lies in the wished place itself; `next` is the cursor of the next page.
    """

    courses: tuple[Mapping[str, Any], ...]
    relaxed: tuple[str, ...]
    total: int
    certain: int
    elsewhere_km: float | None
    next: str | None


class DeskClient:
    """Asks one desk."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False  # the desk is ours: no proxy, no .netrc
        retry = Retry(
            total=_RETRIES,
            read=1,  # a desk that is slow twice is down for the person who waits
            backoff_factor=0.1,
            status_forcelist=(502, 503, 504),
            allowed_methods=("GET",),
            raise_on_status=False,
        )
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))

    def search(
        self,
        wishes: Mapping[str, str | Sequence[str]],
        *,
        limit: int,
        after: str | None = None,
        language: str | None = None,
    ) -> Page:
        """Searches by wishes (query keys of the API). Raises `DeskUnavailable`, `DeskRefused`.

        `language`: of the person who asks; the desk adds the search to its monthly counts.
        """
        query: dict[str, Any] = {**wishes, "limit": limit}
        if after:
            query["after"] = after
        headers = {NEEDS_HEADER: language} if language else {}
        answer = self._get("/api/v1/courses", query, headers)
        try:
            return Page(
                courses=tuple(answer["courses"]),
                relaxed=tuple(answer["relaxed"]),
                total=int(answer["total"]),
                certain=int(answer.get("certain", answer["total"])),
                elsewhere_km=answer.get("elsewhere_km"),
                next=answer["next"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise DeskUnavailable("the desk's answer has another form") from error

    def course(self, id_: str) -> Mapping[str, Any]:
        """One course. Raises `DeskUnavailable`, `CourseNotFound`."""
        return self._get(f"/api/v1/courses/{quote(id_, safe='')}", {})

    def _get(
        self, path: str, query: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        sent = dict(headers or {})
        if talk := current():
            sent["X-Talk"] = talk
        try:
            response = self._session.get(
                self._url + path, params=query, headers=sent, timeout=_TIMEOUT
            )
            if response.status_code == 404:
                raise CourseNotFound(path)
            answer = response.json()
        except (requests.RequestException, ValueError) as error:
            raise DeskUnavailable(type(error).__name__) from error
        if not isinstance(answer, dict):
            raise DeskUnavailable("the desk's answer has another form")
        if response.status_code == 400 and isinstance(answer.get("errors"), dict):
            raise DeskRefused(answer["errors"])
        if response.status_code != 200:
            raise DeskUnavailable(f"status {response.status_code}")
        return answer


@cache
def desk_client() -> DeskClient:
    """The client of this process, for the desk that the environment names (DESK_URL)."""
    port = os.environ.get("DESK_PORT") or "8000"
    return DeskClient(os.environ.get("DESK_URL") or f"http://127.0.0.1:{port}")
