"""会议纪要 of the home city: weekly sittings with decisions; all but the last are confirmed, sent and acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid5

from django.db.models import F

from config.demo.plans import SHANGHAI
from config.demo.scene import Scene
from projects.ledger.models import Project
from projects.ledger.stages import Standing
from workflow.dispatch.models import AgendaEntry, Meeting, MeetingState, SeriesKind
from workflow.dispatch.services import add_entry
from workflow.minutes.kinds import PresenceState
from workflow.minutes.models import Receipt
from workflow.minutes.services import (
    Attended,
    Due,
    acknowledge_minutes,
    confirm_minutes,
    draft_minutes,
    mark_discussed,
    record_attendance,
    record_decision,
    send_minutes,
    submit_minutes,
)

DAYS_BACK = 24
DRAFT_YOUNGER_THAN = 8
"""Days: the minutes of a sitting so young are still a draft."""
MORNING, EVENING = timedelta(hours=8), timedelta(hours=17, minutes=40)
LEAST_TOPICS = 4
WHY = "示例：听取推进情况汇报"
MOST_DECISIONS = 3
KEYS = UUID("5b0f4f0e-6f3a-5a58-8f64-0c6f1d0a5e21")
TASKS = (
    ("示例：完成项目用地报批材料组卷并上报，需市级协调的事项一次性提出。", 10),
    ("示例：与企业商定施工许可办理时间表，本周内报送，逾期事项逐项说明原因。", 5),
    ("示例：落实用能指标和厂房移交时间，确保按承诺节点开工。", 15),
)
COMMON = "示例：各县区、开发区每周五前报送重大项目推进情况，未报送的在下次会议上说明。"


@dataclass
class MinutesOfSittings:
    """Writes them into the diary: each evening on which the home city sat."""

    scene: Scene

    def tell(self) -> None:
        """One look an evening."""
        for ago in range(DAYS_BACK, 0, -1):
            day = datetime.combine(self.scene.day(ago), datetime.min.time(), SHANGHAI)
            self.scene.diary.write(day + MORNING, self._morning)
            self.scene.diary.write(day + EVENING, self._evening)

    def _morning(self, now: datetime) -> None:
        """Something to talk about, where the rules have found little."""
        meeting = self._sitting(now, now + EVENING - MORNING)
        if meeting is None:
            return
        there = meeting.agenda.values("project")
        pursued = Project.objects.under(self.scene.home).filter(standing=Standing.ACTIVE).exclude(pk__in=there)
        largest = list(pursued.order_by(F("total_investment_wan").desc(nulls_last=True), "pk")[:LEAST_TOPICS])
        for project in largest[: max(LEAST_TOPICS - there.count(), 0)]:
            add_entry(meeting.pk, project.pk, detail=WHY, by=self.scene.office, now=now)

    def _sitting(self, first: datetime, last: datetime) -> Meeting | None:
        series = self.scene.home.series.get(kind=SeriesKind.WEEKLY)
        called = series.meetings.filter(state=MeetingState.CALLED, starts_at__gt=first, starts_at__lte=last)
        return called.order_by("starts_at").first()

    def _evening(self, now: datetime) -> None:
        meeting = self._sitting(now - EVENING, now)
        if meeting is None:
            return
        self._decide(meeting, now)
        self._attend(meeting, now)
        draft_minutes(meeting.pk, by=self.scene.office, now=now)
        if (self.scene.today - now.astimezone(SHANGHAI).date()).days >= DRAFT_YOUNGER_THAN:
            submit_minutes(meeting.pk, by=self.scene.office, now=now)
            self.scene.diary.write(now + timedelta(hours=15), partial(self._confirm, meeting.pk))
            self.scene.diary.write(now + timedelta(hours=40), partial(self._acknowledge, meeting.pk))

    def _decide(self, meeting: Meeting, now: datetime) -> None:
        by, helper = self.scene.office, self.scene.staff.verifiers["340200", "GX"].organisation
        entries = list(meeting.agenda.current().select_related("project__landing_organisation")[:MOST_DECISIONS])
        for entry, (text, days) in zip(entries, TASKS, strict=False):
            lead = entry.project.landing_organisation
            joint = [helper] if helper is not None and helper != lead else []
            record_decision(
                meeting.pk, key=_key(meeting, entry), text=text, lead=lead, joint=joint, entry_id=entry.pk,
                due=Due(days=days, counting="working"), by=by, now=now,
            )  # fmt: skip
            mark_discussed(entry.pk, "discussed", by=by, now=now)
        if by.organisation is not None:
            due = Due(days=30, counting="calendar")
            record_decision(
                meeting.pk, key=_key(meeting, None), text=COMMON, lead=by.organisation, due=due, by=by, now=now
            )
        for entry in meeting.agenda.current()[MOST_DECISIONS : MOST_DECISIONS + 1]:
            mark_discussed(entry.pk, "unfinished", by=by, now=now)

    def _attend(self, meeting: Meeting, now: datetime) -> None:
        called = [one.officer for one in meeting.attendees.current().select_related("officer")]
        rows = [Attended(one) for one in called]
        if len(rows) > 1:
            rows[-1] = Attended(called[-1], state=PresenceState.EXCUSED, reason="示例：外出招商", deputy="示例副职")
        rows.append(Attended(name="示例代表", unit="示例企业", state=PresenceState.OBSERVED))
        record_attendance(meeting.pk, rows, by=self.scene.office, now=now)

    def _confirm(self, meeting_id: UUID, now: datetime) -> None:
        meeting = Meeting.objects.select_related("series__chair").get(pk=meeting_id)
        chair = meeting.series.chair
        assert chair is not None  # every series of the demo has one
        confirm_minutes(meeting_id, by=chair, now=now)
        send_minutes(meeting_id, by=self.scene.office, now=now)

    def _acknowledge(self, meeting_id: UUID, now: datetime) -> None:
        """Two of three."""
        rows = Receipt.objects.filter(minutes__meeting=meeting_id).select_related("officer").order_by("pk")
        for place, one in enumerate(rows):
            if place % 3:
                acknowledge_minutes(meeting_id, by=one.officer, now=now)


def _key(meeting: Meeting, entry: AgendaEntry | None) -> UUID:
    return uuid5(KEYS, f"{meeting.pk} {entry.pk if entry else ''}")
