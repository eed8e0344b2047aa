"""Minutes: to confirm for the chair, to write and send for the office, to acknowledge for whoever got them."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from projects.people.models import Officer
from workflow.desk.queries.tasks.lines import FIRST, Part, Task
from workflow.dispatch.models import Meeting
from workflow.minutes.queries.circulation import open_receipts, to_confirm, to_send, to_write


def to_keep_minutes(officer: Officer, on: date) -> Part:
    """All four, the most pressing first."""
    confirm, write = list(to_confirm(officer)[:FIRST]), list(to_write(officer)[:FIRST])
    send, receipts = list(to_send(officer)[:FIRST]), list(open_receipts(officer)[:FIRST])
    lines = [
        *(_line("确认", one.meeting, "待您确认") for one in confirm),
        *(_line("起草", one, "纪要未确认") for one in write),
        *(_line("印发", one.meeting, "确认后未印发") for one in send),
        *(_line("签收", one.minutes.meeting, "待签收") for one in receipts),
    ]
    return Part(lines, len(lines), f"{len(lines)} 份会议纪要待您办理" if lines else "")


def _line(verb: str, meeting: Meeting, due: str) -> Task:
    return Task("file-text", verb, f"{meeting.title}纪要", reverse("minutes:minutes", args=[meeting.pk]), due)
