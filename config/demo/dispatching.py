"""Dispatch of the home city in depth: 季度调度, 会商 and 动员 beside the weekly; agendas by every rule; material sent.

Who said what at a sitting is invented like every other word here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from config.demo.papers import PICTURE
from config.demo.population import HOME_CITY
from config.demo.scene import Scene
from projects.ledger.models import Project
from projects.ledger.stages import Standing
from projects.people.models import Organisation
from workflow.dispatch.agenda.choices import Chosen, Stored, to_stored
from workflow.dispatch.agenda.registry import RULES
from workflow.dispatch.models import EntryState, MaterialRequest, Meeting, MonthlyRule, Rhythm, Series, SeriesKind
from workflow.dispatch.services import (
    add_entry,
    add_meeting,
    answer_request,
    ask_unit,
    create_series,
    mark_entry,
    place_entry,
    remove_entry,
    update_series,
)

BEGUN_AGO, CALLED_AGO, MARKED_AGO, EDITED_AGO, ANSWERED_AGO = 68, 24, 6, 2, 1
CONFERENCE = "340200-LXHY"
MOST = 4
"""Projects that each rule brings to the weekly meeting: thirty minutes each and the morning is over."""
SAID = (
    ("示例：主体结构封顶，设备招标完成。", "示例：10千伏专线接入点未定。", "示例：请市供电部门确定接入方案。"),
    ("示例：土地组卷已报省厅。", "", ""),
    ("示例：投资方完成董事会决议，计划下月签约。", "示例：能耗指标缺口。", "示例：请发改部门统筹能耗指标。"),
)


@dataclass
class Dispatching:
    """Writes it into the diary."""

    scene: Scene

    def tell(self) -> None:
        """Series first, then one sitting's outcome, then what two clerks and the units did to the next one."""
        for ago, act in (
            (BEGUN_AGO, self._begin),
            (CALLED_AGO, self._mobilise),
            (MARKED_AGO, self._mark),
            (EDITED_AGO, self._edit),
            (ANSWERED_AGO, self._answer),
        ):
            self.scene.write(ago, act, place=40)

    def _begin(self, now: datetime) -> None:
        by, weekly = self.scene.office, self._series(SeriesKind.WEEKLY)
        update_series(weekly.pk, {"agenda_rules": _all_rules(MOST), "materials_workdays": 2}, by=by, now=now)
        conference = Organisation.objects.filter(code=CONFERENCE).first()
        shared = {
            "organisation": self.scene.home,
            "chair": weekly.chair,
            "starts_on": now.date(),
            "place": "示例第一会议室",
        }
        held_on = self.scene.day(CALLED_AGO + 4)
        create = partial(create_series, by=by, now=now)
        create(
            {
                **shared,
                "name": "芜湖市重大项目季度通报会",
                "kind": SeriesKind.QUARTERLY,
                "quarter_month": (held_on.month - 1) % 3 + 1,
                "monthly_rule": MonthlyRule.DAY,
                "day": min(held_on.day, 28),
                "time": time(14, 30),
                "first_number": 35,
                "agenda_rules": _all_rules(8),
            }
        )
        create(
            {
                **shared,
                "name": "芜湖市重大项目联席会商会",
                "kind": SeriesKind.CONSULTATION,
                "rhythm": Rhythm.BIWEEKLY,
                "body": conference,
                "weekday": 4,
                "time": time(15),
                "materials_workdays": 1,
                "agenda_rules": to_stored([Chosen("carried_over"), Chosen("problem_open", 6), Chosen("red_light", 3)]),
            }
        )
        create({**shared, "name": "决战四季度重大项目动员会", "kind": SeriesKind.MOBILISATION, "time": time(9)})

    def _mobilise(self, now: datetime) -> None:
        series = self._series(SeriesKind.MOBILISATION)
        at = (now + timedelta(days=3)).replace(hour=9, minute=0)
        add_meeting(
            series.pk,
            starts_at=at,
            place="示例市民会堂",
            reason="示例：部署四季度重大项目攻坚",
            is_urgent=True,
            by=self.scene.office,
            now=now,
        )

    def _mark(self, now: datetime) -> None:
        """Of the last weekly sitting: most was heard, one entry was not finished."""
        held = self._series(SeriesKind.WEEKLY).meetings.happened(now).order_by("-starts_at").first()
        entries = list(held.agenda.current().order_by("position")[:5]) if held else []
        for place, entry in enumerate(entries):
            state = EntryState.UNFINISHED if place == len(entries) - 1 else EntryState.DISCUSSED
            mark_entry(entry.pk, state, by=self.scene.office, now=now)

    def _edit(self, now: datetime) -> None:
        """The clerk puts the next agenda in order, takes one off, adds one, and asks another unit."""
        meeting, by = self._next(now), self.scene.office
        if meeting is None:
            return
        entries = list(meeting.agenda.current().order_by("position"))
        if len(entries) > 3:
            remove_entry(entries[-1].pk, reason="示例：已在专题会研究", by=by, now=now)
            place_entry(entries[2].pk, 1, by=by, now=now, expected_version=None)
            unit = Organisation.objects.get(code=f"{HOME_CITY}-GX")
            ask_unit(entries[2].pk, unit, wanted="示例：设备投资认定意见", by=by, now=now)
        there = [entry.project_id for entry in entries]
        open_ones = Project.objects.under(self.scene.home).filter(standing=Standing.ACTIVE).exclude(pk__in=there)
        project = open_ones.order_by("number").first()
        if project is not None:
            add_entry(meeting.pk, project.pk, detail="示例：市长调研时要求上会汇报", by=by, now=now)

    def _answer(self, now: datetime) -> None:
        """Some units have sent their material, one with a picture; the others have not yet."""
        meeting = self._next(now)
        asked = MaterialRequest.objects.open().filter(entry__meeting=meeting).select_related("organisation")
        for place, (request, words) in enumerate(zip(asked.order_by("entry__position", "id"), SAID, strict=False)):
            progress, problem, asked_for = words
            files = [SimpleUploadedFile("现场照片.png", PICTURE)] if place == 0 else []
            said: dict[str, Any] = {"progress": progress, "problem": problem, "asked_for": asked_for, "files": files}
            by = self.scene.staff.clerk(request.organisation.code, HOME_CITY)
            answer_request(request.pk, **said, by=by, now=now)

    def _series(self, kind: str) -> Series:
        return self.scene.home.series.get(kind=kind)

    def _next(self, now: datetime) -> Meeting | None:
        return self._series(SeriesKind.WEEKLY).meetings.ahead(now).order_by("starts_at").first()


def _all_rules(most: int) -> list[Stored]:
    """Every rule, each with so many projects."""
    return to_stored(Chosen(code, most) for code in RULES)
