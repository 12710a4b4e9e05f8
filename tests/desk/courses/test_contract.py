"""The API answers exactly what `tests/contracts/courses/courses.json` promises its takers."""

import json
from pathlib import Path

import pytest
from django.test import Client

CONTRACT = Path(__file__).parents[2] / "contracts" / "courses" / "courses.json"


@pytest.mark.usefixtures("inventory")
def test_the_api_keeps_its_contract(client: Client) -> None:
    promised = json.loads(CONTRACT.read_text(encoding="utf-8"))
    for example in promised:
        response = client.get(example["request"], headers={"Accept-Language": "en"})
        assert response.status_code == example["status"], example["request"]
        answer = response.json()
        # The cursor holds a score, and that ages with the year.
        if example["answer"].get("next"):
            answer["next"] = example["answer"]["next"] if answer["next"] else None
        assert answer == example["answer"], example["request"]
