"""Addresses of the queue and the conversations."""

from __future__ import annotations

from django.urls import path

from desk.cases import live
from desk.cases.views import conversation, deeds, duty, queue, set_aside

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("queue/rows", queue.rows, name="queue_rows"),
    path("live", live.stream, name="live"),
    path("duty", duty.switch, name="duty"),
    path("duty/sign", duty.sign, name="duty_sign"),
    path("cases/<slug:code>/", conversation.conversation, name="conversation"),
    path("cases/<slug:code>/changes", conversation.changes, name="changes"),
    path("cases/<slug:code>/claim", deeds.claim, name="claim"),
    path("cases/<slug:code>/reply", deeds.reply, name="reply"),
    path("cases/<slug:code>/resend/<int:message>", deeds.resend, name="resend"),
    path("cases/<slug:code>/give-back", deeds.give_back, name="give_back"),
    path("cases/<slug:code>/close", deeds.close, name="close"),
    path("cases/<slug:code>/typing", deeds.typing, name="typing"),
    path("records/", set_aside.records, name="set_aside"),
    path("records/<int:record>/again", set_aside.again, name="record_again"),
]
