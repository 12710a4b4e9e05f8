"""The parse contract: how a ranking of flat labels is said to Rasa.

Rasa's `utter_faq` reads `response_selector` (rasa/core/actions/action.py,
ActionRetrieveResponse); `intent` carries `faq` for every topic. Knows dictionaries only.
"""

from typing import Any

RETRIEVAL = "faq"
SELECTOR = "response_selector"
LONGEST_RANKING = 10

Ranked = dict[str, Any]  # name: a flat label, confidence: 0 to 1


def is_topic(label: str) -> bool:
    """Whether a flat label is an FAQ topic."""
    return label.startswith(f"{RETRIEVAL}/")


def intent(best: Ranked) -> Ranked:
    """The intent as Rasa knows it; `full_retrieval_intent_name` keeps the topic beside it."""
    name = best["name"]
    if not is_topic(name):
        return {"name": name, "confidence": best["confidence"]}
    return {
        "name": RETRIEVAL,
        "confidence": best["confidence"],
        "full_retrieval_intent_name": name,
    }


def response_selector(ranking: list[Ranked]) -> dict[str, Any]:
    """The best topic and all topics in order, whatever the best label is."""
    topics = [one for one in ranking if is_topic(one["name"])]
    if not topics:
        return {"all_retrieval_intents": [RETRIEVAL]}
    best = topics[0]
    return {
        "all_retrieval_intents": [RETRIEVAL],
        RETRIEVAL: {
            "response": {
                "responses": [],
                "confidence": best["confidence"],
                "intent_response_key": best["name"],
                "utter_action": f"utter_{best['name']}",
            },
            "ranking": [
                {"confidence": one["confidence"], "intent_response_key": one["name"]}
                for one in topics[:LONGEST_RANKING]
            ],
        },
    }


def topic(best: Ranked, text: str) -> list[dict[str, Any]]:
    """The entity `topic` for an FAQ label; nothing for a dialogue label."""
    if not is_topic(best["name"]):
        return []
    return [
        {
            "entity": "topic",
            "value": best["name"].split("/", 1)[1],
            "start": 0,
            "end": len(text),
            "confidence_entity": best["confidence"],
            "extractor": "LabelClassifier",
        }
    ]
