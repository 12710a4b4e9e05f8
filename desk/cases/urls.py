"""Addresses of the queue and the conversations."""

from __future__ import annotations

from django.urls import path

from desk.cases import live
from desk.cases.views import (
    appointments,
    conversation,
    deeds,
    duty,
    endings,
    files,
    looks,
    offers,
    own_data,
    queue,
    set_aside,
    tools,
)

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("queue/rows", queue.rows, name="queue_rows"),
    path("queue/waiting", queue.waiting, name="waiting"),
    path("live", live.stream, name="live"),
    path("duty", duty.switch, name="duty"),
    path("duty/sign", duty.sign, name="duty_sign"),
    path("cases/<slug:code>/", conversation.conversation, name="conversation"),
    path("cases/<slug:code>/changes", conversation.changes, name="changes"),
    path("cases/<slug:code>/look", looks.look, name="look"),
    path("cases/<slug:code>/data/", own_data.show, name="own_data"),
    path("cases/<slug:code>/data/file", own_data.export, name="own_data_export"),
    path("cases/<slug:code>/data/correct", own_data.correct, name="own_data_correct"),
    path("cases/<slug:code>/data/erase", own_data.erase, name="own_data_erase"),
    path("cases/<slug:code>/claim", deeds.claim, name="claim"),
    path("cases/<slug:code>/take-over", deeds.take_over, name="take_over"),
    path("cases/<slug:code>/reply", deeds.reply, name="reply"),
    path("cases/<slug:code>/undo/<int:message>", deeds.undo, name="undo"),
    path("cases/<slug:code>/resend/<int:message>", deeds.resend, name="resend"),
    path("cases/<slug:code>/typing", deeds.typing, name="typing"),
    path("cases/<slug:code>/files/<int:message>", files.file, name="file"),
    path("cases/<slug:code>/label", deeds.label, name="label"),
    path("cases/<slug:code>/note", endings.note, name="note"),
    path("cases/<slug:code>/give-back", endings.give_back, name="give_back"),
    path("cases/<slug:code>/pass-on", endings.pass_on, name="pass_on"),
    path("cases/<slug:code>/snooze", endings.snooze, name="snooze"),
    path("cases/<slug:code>/merge", endings.merge, name="merge"),
    path("cases/<slug:code>/block", endings.block, name="block"),
    path("cases/<slug:code>/close", endings.close, name="close"),
    path("cases/<slug:code>/phrases/", tools.phrases, name="phrases"),
    path("cases/<slug:code>/phrases/<slug:key>", tools.phrase, name="phrase"),
    path("cases/<slug:code>/topics/", tools.topics, name="topics"),
    path("cases/<slug:code>/topics/<slug:name>", tools.topic, name="topic"),
    path("cases/<slug:code>/translation", tools.translation, name="translation"),
    path("cases/<slug:code>/courses/", offers.courses, name="courses"),
    path("cases/<slug:code>/courses/paper", offers.paper, name="paper"),
    path("cases/<slug:code>/appointments/", appointments.appointment, name="appointment"),
    path(
        "cases/<slug:code>/appointments/<int:appointment>",
        appointments.change,
        name="appointment_change",
    ),
    path("cases/<slug:code>/appointments/<int:appointment>/slip", appointments.slip, name="slip"),
    path(
        "cases/<slug:code>/appointments/<int:appointment>/calendar",
        appointments.calendar,
        name="calendar",
    ),
    path("records/", set_aside.records, name="set_aside"),
    path("records/<int:record>/again", set_aside.again, name="record_again"),
]
