"""The API is asked what its own description allows, and what it does not: never a 500."""

import logging
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings

logging.getLogger("hypothesis").setLevel(logging.ERROR)


@pytest.fixture
def described(client: Client) -> Any:
    document = client.get("/api/v1/schema").json()
    document["paths"] = {
        path: methods for path, methods in document["paths"].items() if "courses" in path
    }
    return document


@pytest.mark.usefixtures("inventory")
def test_fuzzing_from_the_description_finds_no_server_error(client: Client, described: Any) -> None:
    seen: dict[int, int] = {}
    api = schemathesis.openapi.from_dict(described)
    for operation in api.get_all_operations():
        modes = [schemathesis.GenerationMode.POSITIVE]
        if list(operation.ok().query):  # any text is a possible id
            modes.append(schemathesis.GenerationMode.NEGATIVE)
        for mode in modes:
            _ask(client, operation.ok().as_strategy(generation_mode=mode), seen)
    assert seen.get(200)
    assert seen.get(400) or seen.get(404)
    assert not [code for code in seen if code >= 500], seen


def _ask(client: Client, cases: Any, seen: dict[int, int]) -> None:
    @settings(
        max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(cases)
    def one(case: Any) -> None:
        cache.clear()
        sent = case.as_transport_kwargs(base_url="http://127.0.0.1")
        query = dict(sent.get("params") or {})
        path = sent["url"].split("127.0.0.1", 1)[1]
        response = client.get(path, query)
        seen[response.status_code] = seen.get(response.status_code, 0) + 1

    one()
