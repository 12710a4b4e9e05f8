"""Knows how a decision of ours becomes a Rasa prediction that overrules the rules."""

from __future__ import annotations

from typing import Any

from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData, confidence_scores_for
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.generator import TrackerWithCachedStates


class DecidingPolicy(Policy):
    """A policy without training: it decides, or says nothing."""

    @staticmethod
    def supported_data() -> SupportedData:
        """Nothing is learnt; Rasa asks all the same."""
        return SupportedData.ML_AND_RULE_DATA

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: TrackerFeaturizer | None = None,
    ) -> None:
        super().__init__(config, model_storage, resource, execution_context, featurizer=featurizer)

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Learns nothing."""
        return self._resource

    def decide(self, domain: Domain, action: str, *events: Event) -> PolicyPrediction:
        """The prediction of `action`; `events` happen if it wins.

        "No user predictions" overrule everything else, an active form included.
        """
        return self._prediction(
            confidence_scores_for(action, 1.0, domain),
            optional_events=list(events),
            is_no_user_prediction=True,
        )

    def abstain(self, domain: Domain, *events: Event) -> PolicyPrediction:
        """No opinion; `events` happen whoever decides."""
        return self._prediction(self._default_predictions(domain), events=list(events))
