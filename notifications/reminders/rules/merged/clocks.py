"""阶段时限: a limit that comes near, and one that is over. The limits are those of the city's rules of lights.

Where the city has set no limit, nothing is due.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

from django.db.models import Exists, OuterRef, Q

from notifications.reminders.rules.merged.base import Line, Merged, MergedRule, Window
from notifications.reminders.rules.merged.people import clerks, involved, joined, who_see, with_part
from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Project
from projects.ledger.stages import STAGES, Stage, Standing, date_field_of
from projects.people.models import Officer
from workflow.lights.queries.books import DEFAULT, Book, book_on
from workflow.steps.models import Transition

AT = time(9)
NEAR = 10
"""Calendar days before the limit on which it is told for the first time."""
_RUNNING = STAGES[:-1]


class ClockRule(MergedRule):
    """``due_in``: the condition on the day that began the clock, for one limit, as the window sees it."""

    who = "首席责任人、B角，落地单位的填报员"
    merged = "每人每天一封，合并列出当天新到时点的项目"

    def due_in(self, begun: str, limit: int, window: Window) -> Q:
        """Of projects whose clock began on ``begun`` and may run ``limit`` days."""
        raise NotImplementedError

    def found(self, window: Window, only: Officer | None = None) -> Iterator[Line]:
        """Five queries and one a person."""
        book = book_on(window.on)
        wanted = self._wanted(book, window)
        if not wanted:
            return
        running = Project.objects.filter(wanted, involved(only), standing=Standing.ACTIVE)
        projects = list(running.select_related("landing_organisation").order_by("number"))
        parts = with_part([one.pk for one in projects], ResponsibilityRole.CHIEF, ResponsibilityRole.DEPUTY)
        people = who_see(joined(parts, clerks(projects)), only)
        for project in projects:
            text = said(project, book)
            for officer in people.get(project.pk, []):
                yield Line(officer, project.pk, project.pk, text)

    def _wanted(self, book: Book, window: Window) -> Q:
        found = Q()
        for path, rules in [("", DEFAULT), *sorted(book.cities.items())]:
            here = Q(landing_organisation__path__startswith=path) if path else Q()
            for inner in book.without(path) if path else book.cities:
                here &= ~Q(landing_organisation__path__startswith=inner)
            for stage in _RUNNING:
                limit = rules.clocks.limit_to(STAGES[STAGES.index(stage) + 1])
                if limit:
                    found |= here & Q(stage=stage) & self.due_in(date_field_of(stage), limit, window)
        return found


class ClockNear(ClockRule):
    """The limit comes near."""

    name = "clock_near"
    label = "阶段时限将到"
    when = f"时限届满前 {NEAR} 天（遇休息日顺延到下一个工作日）09:00，每个阶段一次"
    opening = "以下项目的阶段时限将到，请抓紧推进："
    over = "项目已进入下一阶段，或时限已过"

    def due_in(self, begun: str, limit: int, window: Window) -> Q:
        first, last = window.on - timedelta(days=limit), window.on - timedelta(days=limit - NEAR)
        fresh = Q(**{f"{begun}__gt": window.after - timedelta(days=limit - NEAR)}) | moved(window)
        return Q(**{f"{begun}__gte": first, f"{begun}__lte": last}) & fresh


class ClockOver(ClockRule):
    """The limit is over."""

    name = "clock_over"
    label = "阶段时限已过"
    when = "时限届满次日（遇休息日顺延到下一个工作日）09:00，每个阶段一次"
    opening = "以下项目已超过阶段时限，请说明原因并尽快推进："
    over = "项目已进入下一阶段"

    def due_in(self, begun: str, limit: int, window: Window) -> Q:
        late = Q(**{f"{begun}__lt": window.on - timedelta(days=limit)})
        fresh = Q(**{f"{begun}__gte": window.after - timedelta(days=limit)}) | moved(window)
        return late & fresh


def moved(window: Window) -> Q:
    """Projects that took a step or were entered within the window: what a back-dated day skipped counts as new."""
    after, until = window.instants
    taken = Transition.objects.filter(project=OuterRef("pk"), recorded_at__gt=after, recorded_at__lte=until)
    return Q(Exists(taken)) | Q(created_at__gt=after, created_at__lte=until)


def said(project: Project, book: Book) -> str:
    """The project and its limit, in days of the calendar: true whenever it is read."""
    ahead = STAGES[STAGES.index(project.stage) + 1]
    begun = project.date_of[project.stage]
    assert isinstance(begun, date)  # asked for
    limit = book.of(project.landing_organisation.path).clocks.limit_to(ahead)
    step = str(Stage(ahead).label).removeprefix("已")
    return (
        f"{project.name}（{project.number}，{project.landing_organisation.label}）："
        f"{begun} {project.get_stage_display()}，{limit} 天内应{step}，时限为 {begun + timedelta(days=limit)}"
    )


NEAR_RULE, OVER_RULE = ClockNear(), ClockOver()


class StageClocks(Merged):
    """Stage clocks."""

    name = "reminders.clocks"
    rules = (NEAR_RULE, OVER_RULE)
    at = AT
