"""会议材料 of the home city: the packs of the last and of the next weekly sitting, and a plan for the monthly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import F

from config.demo.plans import SHANGHAI
from config.demo.scene import Scene
from projects.ledger.models import Project
from projects.ledger.stages import Standing
from workflow.dispatch.models import Meeting, Series, SeriesKind
from workflow.dispatch.services import add_entry, refresh_agenda
from workflow.lights.colours import RED, YELLOW
from workflow.lights.queries.now import with_light
from workflow.packs.kinds import LeadUnit
from workflow.packs.services import freeze_pack, set_plan

PAST_AGO = timedelta(days=8)
"""Before the load: the sitting that was next then is over by now."""
CUT_BEFORE = timedelta(hours=1)
LEAST_TOPICS = 8
WHY = {
    RED: "示例：亮红灯，请牵头单位说明原因和整改安排",
    YELLOW: "示例：亮黄灯，请责任单位说明进展和下步计划",
}


@dataclass
class Packs:
    """Writes them into the diary."""

    scene: Scene

    def tell(self, *, now: datetime) -> None:
        """The next sitting's pack is the last thing that happens."""
        self.scene.diary.write(now - PAST_AGO, self._freeze)
        self.scene.diary.write(now - PAST_AGO, self._plan)
        self.scene.diary.write(now, self._freeze)

    def _freeze(self, now: datetime) -> None:
        office, series = self.scene.office, self._series(SeriesKind.WEEKLY)
        meeting = Meeting.objects.ahead(now).filter(series=series).order_by("starts_at").first()
        if meeting is not None:
            refresh_agenda(meeting.pk, by=office, now=now - CUT_BEFORE)
            self._speak_of(meeting, now=now - CUT_BEFORE)
            freeze_pack(meeting.pk, cut_off=now - CUT_BEFORE, by=office, now=now)

    def _speak_of(self, meeting: Meeting, *, now: datetime) -> None:
        """The largest projects with a red or yellow light, where the rules have not put them there."""
        pursued = Project.objects.under(self.scene.home).filter(standing=Standing.ACTIVE)
        lit = with_light(pursued, on=now.astimezone(SHANGHAI).date()).filter(light_colour__in=(RED, YELLOW))
        there = meeting.agenda.current().values("project")
        wanted = lit.exclude(pk__in=there).order_by(
            "light_colour", F("total_investment_wan").desc(nulls_last=True), "pk"
        )
        for project in wanted[: max(LEAST_TOPICS - there.count(), 0)]:
            add_entry(meeting.pk, project.pk, detail=WHY[project.light_colour], by=self.scene.office, now=now)

    def _plan(self, now: datetime) -> None:
        series = self._series(SeriesKind.MONTHLY)
        said = {"is_on": True, "lead": 1, "unit": LeadUnit.WORKDAYS, "at": time(18)}
        set_plan(series.pk, said, by=self.scene.office, now=now)

    def _series(self, kind: str) -> Series:
        found: Series = self.scene.home.series.get(kind=kind)
        return found
