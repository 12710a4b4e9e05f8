"""Sure, unsure, lost; emergency before all."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.fallback import ThreeWays, Thresholds, judge

LIMITS = Thresholds(
    sure=0.8, sure_dialogue=0.6, lead=0.2, emergency=0.15, ask=0.1, hope=0.25
)  # fmt: skip


def ranking(**shares: float) -> list[dict[str, object]]:
    names = {name.replace("faq_", "faq/", 1): share for name, share in shares.items()}
    return [{"name": n, "confidence": s} for n, s in sorted(names.items(), key=lambda one: -one[1])]


def test_a_clear_topic_is_taken() -> None:
    verdict = judge(ranking(faq_nationality=0.9, faq_work_permit=0.05), LIMITS)
    assert (verdict.label, verdict.alternatives) == ("faq/nationality", ())


def test_a_dialogue_label_needs_less() -> None:
    assert judge(ranking(greet=0.65, goodbye=0.2), LIMITS).label == "greet"


def test_two_needs_are_both_offered() -> None:
    verdict = judge(ranking(faq_job_search=0.48, faq_residence_permit=0.45), LIMITS)
    assert verdict.label is None
    assert verdict.alternatives == ("faq/job_search", "faq/residence_permit")


def test_at_most_three_are_asked_back_and_no_dialogue_label() -> None:
    verdict = judge(ranking(thank=0.3, faq_a=0.2, faq_b=0.15, find_course=0.12, faq_c=0.11), LIMITS)
    assert verdict.alternatives == ("faq/a", "faq/b", "find_course")


def test_nothing_likely_is_lost() -> None:
    verdict = judge(ranking(faq_a=0.12, faq_b=0.08, greet=0.07), LIMITS)
    assert (verdict.label, verdict.alternatives) == (None, ())


def test_emergency_is_taken_below_another_label() -> None:
    assert judge(ranking(faq_housing_problem=0.8, emergency=0.16), LIMITS).label == "emergency"


@pytest.mark.parametrize("empty", [[], None])
def test_no_ranking_is_the_fallback(empty: list[dict[str, object]] | None) -> None:
    message = Message({"text": "", "intent_ranking": empty})
    ThreeWays(ThreeWays.get_default_config()).process([message])
    assert message.get("intent")["name"] == "nlu_fallback"
    assert message.get("alternatives") == []


def test_the_fallback_keeps_the_ranking_and_drops_the_topic() -> None:
    given = ranking(faq_job_search=0.48, faq_residence_permit=0.45)
    message = Message({"text": "x", "intent": given[0], "intent_ranking": given})
    message.set("entities", [{"entity": "topic", "value": "job_search"}])
    ThreeWays(ThreeWays.get_default_config()).process([message])
    assert message.get("intent")["name"] == "nlu_fallback"
    assert message.get("intent_ranking") == given
    assert message.get("entities") == []
    assert "alternatives" in message.output_properties


def test_a_sure_topic_keeps_its_entity() -> None:
    given = ranking(faq_job_search=0.95, faq_residence_permit=0.02)
    message = Message({"text": "x", "intent": {"name": "faq"}, "intent_ranking": given})
    message.set("entities", [{"entity": "topic", "value": "job_search"}])
    ThreeWays(ThreeWays.get_default_config()).process([message])
    assert message.get("entities") == [{"entity": "topic", "value": "job_search"}]
