"""Shows all that is known of one course. Knows no wording."""

from __future__ import annotations

from actions.one_course import OneCourse


class ActionCourseDetails(OneCourse):
    """`action_course_details`: the course that is meant -> `utter_course_details`."""

    response = "utter_course_details"

    def name(self) -> str:
        """As in domain.yml."""
        return "action_course_details"
