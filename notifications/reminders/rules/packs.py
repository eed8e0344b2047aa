"""会议材料已定稿: whoever is called to the sitting hears of each edition, with a link and no more."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.rules.base import Family, Letter, Notice, Rule, Test
from notifications.reminders.rules.recipients import IS_ACTIVE
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.dispatch.models import Attendee, Meeting, MeetingState
from workflow.packs.models import Pack


def _is_called(meeting: Meeting, officer: Officer, now: datetime) -> bool:
    return meeting.attendees.current().filter(officer=officer).exists()


class PackReady(Rule):
    """To those called who may see the sitting in the system. What they may read of the pack, the page decides."""

    name = "pack_ready"
    label = "会议材料已定稿"
    subject_type = "meeting"
    who = "参会人（能查看调度会的）"
    when = "会议材料每次定稿时"
    merged = "每人每版一封，只给链接"
    tests = (
        Test(_is_called, "没有列入这次会议的参会人"),
        IS_ACTIVE,
        Test(lambda meeting, officer, now: _sees(officer, meeting), "不能查看这次会议"),
    )

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        meeting = one_or_none(Meeting.objects.filter(pk=occurrence.subject_id))
        if meeting is None or meeting.state == MeetingState.CANCELLED:
            return "会议已取消"
        if meeting.starts_at <= now:
            return "会议已开始"
        last = Pack.objects.filter(meeting=meeting).latest_first().values_list("edition", flat=True).first()
        if last is None:
            return "会议材料还没有定稿"
        if occurrence.slot and str(last) != occurrence.slot:
            return "材料已有新的一版"
        called = meeting.attendees.current().filter(officer=occurrence.recipient_id)
        return "" if called.exists() and _sees(occurrence.recipient, meeting) else "收件人已不参会，或不能查看这次会议"


READY = PackReady()


@dataclass(frozen=True)
class Frozen:
    """The last edition of a sitting that lies ahead, and who was told of it."""

    pack: Pack
    told: frozenset[uuid.UUID]


class Packs(Family[Frozen]):
    """Packs frozen lately."""

    name = "reminders.packs"
    rules = (READY,)

    def subjects(self, since: datetime, now: datetime) -> Iterator[Frozen]:
        return self._found(Pack.objects.all(), since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Frozen]:
        return self._found(Pack.objects.filter(meeting=key), since, now)

    def _found(self, among: QuerySet[Pack], since: datetime, now: datetime) -> Iterator[Frozen]:
        """Of each sitting that has not begun its last edition. Two queries, however many."""
        fresh = among.filter(frozen_at__gt=since, frozen_at__lte=now, meeting__starts_at__gt=now)
        called = fresh.filter(meeting__state=MeetingState.CALLED).select_related("meeting__series")
        last = {pack.meeting_id: pack for pack in called.defer("content").order_by("edition")}
        told = Occurrence.objects.filter(rule=READY.name, subject_id__in=list(last))
        known = set(told.values_list("subject_id", "slot", "recipient")) if last else set()
        for pack in last.values():
            who = {officer for meeting, slot, officer in known if (meeting, slot) == (pack.meeting_id, _slot(pack))}
            yield Frozen(pack, frozenset(who))

    def notices(self, subject: Frozen, since: datetime, now: datetime) -> Iterator[Notice]:
        """Nobody is asked what they may see who has been told before."""
        pack = subject.pack
        called = Attendee.objects.current().filter(meeting=pack.meeting).exclude(officer__in=subject.told)
        for attendee in called.select_related("officer__organisation", "officer__scope").order_by("pk"):
            officer = attendee.officer
            if READY.admits(pack.meeting, officer, now):
                yield Notice(
                    READY, pack.meeting_id, _slot(pack), officer, pack.frozen_at, partial(_letter, pack, officer)
                )


def _slot(pack: Pack) -> str:
    return str(pack.edition)


def _sees(officer: Officer, meeting: Meeting) -> bool:
    return Meeting.objects.visible_to(officer).filter(pk=meeting.pk).exists()


def _letter(pack: Pack, officer: Officer) -> Letter:
    meeting = pack.meeting
    starts_at, cut_off = timezone.localtime(meeting.starts_at), timezone.localtime(pack.cut_off)
    again = f"（第{pack.edition}版，替换以前各版）" if pack.edition > 1 else ""
    return list_letter(
        officer,
        title=f"【会议材料】{meeting.title}材料已定稿{again}",
        opening=f"{meeting.title}的材料已定稿{again}，请登录系统查看或下载：",
        lines=[
            f"会议时间：{starts_at:%Y-%m-%d %H:%M}",
            f"会议地点：{meeting.place}",
            f"数据截止：{cut_off:%Y-%m-%d %H:%M}",
        ],
        url=reverse("packs:pack", args=[meeting.pk]),
    )
