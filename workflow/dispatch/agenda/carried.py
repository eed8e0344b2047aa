"""上次未议完: what the sitting before did not finish, and what a sitting called off in between was to hear."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from workflow.dispatch.agenda.base import AgendaRule, Finding, Look
from workflow.dispatch.models import AgendaEntry, AgendaReason, EntryState, Meeting, MeetingState


class CarriedOver(AgendaRule):
    """In the order of the agenda they come from. What was carried over and not heard is carried further."""

    code = AgendaReason.CARRIED_OVER
    label = "上次未议完"
    says = "上次会议标为续议的议题；期间会议取消的，手工列入的议题也转到本次"

    def find(self, look: Look, days: int) -> Iterable[Finding]:
        earlier = Meeting.objects.filter(series=look.meeting.series_id, starts_at__lt=look.meeting.starts_at)
        last = earlier.exclude(state=MeetingState.CANCELLED).order_by("-starts_at", "-id").first()
        told: dict[UUID, Finding] = {}
        if last is not None:
            for entry in _unfinished(last):
                told[entry.project_id] = Finding(entry.project_id, f"上次未议完：{last.title}续议")
        called_off = earlier.filter(state=MeetingState.CANCELLED, merged_into=None)
        if last is not None:
            called_off = called_off.filter(starts_at__gt=last.starts_at)
        for entry in _added_to(called_off):
            sentence = f"{entry.meeting.title}取消，未议：{entry.detail}"
            told.setdefault(entry.project_id, Finding(entry.project_id, sentence))
        return told.values()


def _unfinished(last: Meeting) -> Iterable[AgendaEntry]:
    """Marked 续议; or carried here already and not heard although the sitting is over."""
    not_heard = Q(state=EntryState.PENDING, reason=AgendaReason.CARRIED_OVER)
    unfinished = Q(state=EntryState.UNFINISHED) | (not_heard if last.state == MeetingState.HELD else Q(pk__in=()))
    return last.agenda.current().filter(unfinished).order_by("position", "id")


def _added_to(meetings: Iterable[Meeting]) -> Iterable[AgendaEntry]:
    sticky = (AgendaReason.ADDED, AgendaReason.CARRIED_OVER)
    entries = AgendaEntry.objects.current().filter(meeting__in=meetings, reason__in=sticky)
    return entries.select_related("meeting__series").order_by("meeting__starts_at", "position", "id")
