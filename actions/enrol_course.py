"""Says how to enrol in one course. Knows no wording."""

from __future__ import annotations

from actions.one_course import OneCourse


class ActionEnrolCourse(OneCourse):
    """`action_enrol_course`: the course that is meant -> `utter_course_enrol`."""

    response = "utter_course_enrol"

    def name(self) -> str:
        """As in domain.yml."""
        return "action_enrol_course"
