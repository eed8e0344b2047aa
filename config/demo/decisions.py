"""Decisions of 鸠江 on invented projects: from about seven working days to one, quarter by quarter (as it reports).

Two of today's projects in 在谈 are on their way: one waits for its first answer, one was sent back to be mended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from config.demo.chosen import is_tagged
from config.demo.plans import SHANGHAI, ClaimPlan, DirectPlan, ProjectPlan, office_hour
from config.demo.population import TAG as INVENTED
from config.demo.scene import Scene, project_of
from projects.errors import DomainError
from projects.ledger.kinds import EvidenceKind
from projects.ledger.stages import Stage, Step
from projects.people.models import Kind, Officer, Organisation
from projects.people.roles import Role
from projects.people.services import add_officer, add_organisation
from projects.workdays.queries import add_workdays
from workflow.decisions.models import Conclusion, Owner
from workflow.decisions.presets import StepLine
from workflow.decisions.services import pass_step, record_review, return_decision, save_procedure, start_decision

UNIT, SLOWEST = "340207", 7
NAMES = ("研判", "评审", "决策")
SLOW, QUICK = (2, 3, 2), (1, 1, 1)
"""Limits of the first version and of the one that replaced it, in working days."""
QUICK_SINCE = 200
BASIS = "示例：鸠江区招商引资决策流程办法"
BACK = "示例：请补充用地预审和能耗说明。"


@dataclass(frozen=True)
class Course:
    """One decision of the past: begun on the first of ``days``, a step passed on each of the others."""

    plan: ProjectPlan
    days: tuple[date, ...]


def tempo(decided_on: date, today: date) -> int:
    """Working days that a decision of that quarter took: one in this quarter, one more for each before it."""
    return min(SLOWEST, 1 + _quarters(today) - _quarters(decided_on))


def course_of(plan: ProjectPlan, today: date) -> Course | None:
    """When the plan is decided before it is signed; None where there is no room, or no official calendar."""
    signing = next((move for move in plan.moves if isinstance(move, ClaimPlan) and move.step == Step.SIGN), None)
    if signing is None:
        return None
    try:
        decided = add_workdays(min(signing.on, signing.at.astimezone(SHANGHAI).date()), -1)
        whole = tempo(decided, today)
        parts = (whole // 3, whole - 2 * (whole // 3), whole // 3)
        days = [add_workdays(decided, -whole) if whole else decided]
        for part in parts:
            days.append(add_workdays(days[-1], part) if part else days[-1])
    except DomainError:
        return None
    return Course(plan, tuple(days)) if days[0] > plan.entered_at.astimezone(SHANGHAI).date() else None


def _quarters(on: date) -> int:
    return on.year * 4 + (on.month - 1) // 3


@dataclass
class Decisions:
    """Writes them into the diary."""

    scene: Scene
    plans: Sequence[ProjectPlan]
    begun: dict[str, UUID] = field(default_factory=dict)

    def tell(self) -> None:
        """The office first, then its procedure in two versions, then one project after another."""
        courses = sorted(self._courses(), key=lambda course: course.days[0])
        if not courses:
            return
        unit = self.scene.places.by_code[UNIT]
        judge = self._judge(unit)
        first = office_hour(courses[0].days[0] - timedelta(days=3), back=True)
        self.scene.diary.write(first, partial(self._lay_down, unit, judge, SLOW))
        self.scene.write(QUICK_SINCE, partial(self._lay_down, unit, judge, QUICK))
        for place, course in enumerate(courses):
            self._tell(course, judge, place)
        self._tell_open(judge)

    def _courses(self) -> Iterator[Course]:
        for plan in self.plans:
            if plan.unit == UNIT and is_tagged(plan, INVENTED):
                stopped = any(isinstance(move, DirectPlan) for move in plan.moves)
                course = None if stopped else course_of(plan, self.scene.today)
                if course is not None:
                    yield course

    def _judge(self, unit: Organisation) -> Officer:
        now = self.scene.staff.now
        office = add_organisation(
            unit, code=f"{UNIT}-JC", name="鸠江区招商决策办公室（示例）", short_name="鸠江决策办", kind=Kind.DEPARTMENT,
            by=None, now=now,
        )  # fmt: skip
        return add_officer(
            office, username="jiujiang.juece", name="郑决策", roles=[Role.VERIFIER], by=None, now=now,
            email="jiujiang.juece@luodi.example",
        )  # fmt: skip

    def _lay_down(self, unit: Organisation, judge: Officer, limits: tuple[int, ...], now: datetime) -> None:
        lines = [
            StepLine(name, Owner.UNIT, days, unit=judge.organisation, needs_document=name == NAMES[-1])
            for name, days in zip(NAMES, limits, strict=True)
        ]
        on = now.astimezone(SHANGHAI).date()
        save_procedure(unit, lines, valid_from=on, basis=BASIS, by=self.scene.office, now=now)

    def _tell(self, course: Course, judge: Officer, place: int) -> None:
        minute = place * 3 % 200
        self.scene.diary.write(office_hour(course.days[0], minute), partial(self._start, course.plan))
        for number, (name, day) in enumerate(zip(NAMES, course.days[1:], strict=True), start=1):
            act = partial(self._pass, course.plan, judge, name == NAMES[-1])
            self.scene.diary.write(office_hour(day, minute + 60 * number), act)

    def _tell_open(self, judge: Officer) -> None:
        """Two that are in 在谈 today."""
        waiting = [
            plan
            for plan in self.plans
            if plan.unit == UNIT and is_tagged(plan, INVENTED) and plan.stage == Stage.NEGOTIATING
            and not any(isinstance(move, DirectPlan | ClaimPlan) for move in plan.moves)
            and plan.entered_at.astimezone(SHANGHAI).date() < self.scene.day(12)
        ][:2]  # fmt: skip
        for plan, ago in zip(waiting, (1, 6), strict=False):
            self.scene.write(ago, partial(self._start, plan), place=ago)
            if ago > 1:
                self.scene.write(ago - 2, partial(self._send_back, plan, judge), place=ago)

    def _start(self, plan: ProjectPlan, now: datetime) -> None:
        project = project_of(plan)
        on = now.astimezone(SHANGHAI).date()
        record_review(
            project.pk,
            reviewer="示例审查员",
            reviewed_on=on,
            conclusion=Conclusion.FIT,
            document_number=f"示例〔{on.year}〕{project.number[-4:]}号",
            by=self.scene.clerk(plan),
            now=now,
        )
        self.begun[plan.name] = start_decision(project.pk, by=self.scene.clerk(plan), now=now, note="示例：请研判").pk

    def _pass(self, plan: ProjectPlan, judge: Officer, with_paper: bool, now: datetime) -> None:
        paper = self.scene.paper(plan, EvidenceKind.OTHER, word="决策会议纪要", now=now) if with_paper else None
        pass_step(self.begun[plan.name], by=judge, now=now, note="示例：同意。", paper=paper)

    def _send_back(self, plan: ProjectPlan, judge: Officer, now: datetime) -> None:
        return_decision(self.begun[plan.name], by=judge, now=now, note=BACK)
