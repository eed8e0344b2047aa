"""领导月报: the funnel of what a leader sees, what the last month brought, what is red and what is late, by unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count

from notifications.reminders.moments import month_begins
from notifications.reminders.rules.base import Test
from notifications.reminders.rules.digests.base import Digest, DigestRule, Section
from notifications.reminders.rules.digests.chiefs import RUNNING
from notifications.reminders.rules.recipients import IS_ACTIVE, IS_SELF
from projects.ledger.models import Project
from projects.ledger.models.projects import ProjectQuerySet
from projects.ledger.stages import STAGE_STEPS, Stage, Standing, Step
from projects.people.models import Officer
from projects.people.roles import Role
from workflow.items.lateness import Days
from workflow.items.models import Item
from workflow.lights.colours import RED
from workflow.lights.queries.books import book_on
from workflow.lights.queries.now import light_of, with_light
from workflow.steps.models import Transition


class LeaderMonthlyRule(DigestRule):
    """How the projects in a leader's sight stand."""

    name = "leader_monthly"
    label = "领导月报"
    who = "领导"
    when = "每月第一个工作日 08:00"
    merged = "每人每月一封，只含其可查看的项目和事项"
    tests = (
        IS_SELF,
        IS_ACTIVE,
        Test(lambda person, officer, now: officer.has_role(Role.LEADER), "没有“领导”角色"),
        Test(lambda person, officer, now: officer.scope_root is not None, "没有数据范围"),
    )
    over = "收件人已不是领导，或没有数据范围"
    page = "desk:home"

    def title(self, on: date) -> str:
        last = month_begins(on) - timedelta(days=1)
        return f"{last.year}年{last.month}月"

    def opening(self, on: date) -> str:
        return f"以下是您查看范围内的项目截至 {on:%Y-%m-%d} 的情况，以及{self.title(on)}新进展："

    def sections(self, officer: Officer, on: date) -> list[Section]:
        """Half a dozen queries, however many projects."""
        seen = Project.objects.visible_to(officer)
        return [
            Section("在手项目", _funnel(seen), "没有在手项目"),
            Section(f"{self.title(on)}新增", _moves(seen, on)),
            Section("红灯项目", _reds(seen, on), "没有红灯项目"),
            Section("逾期交办事项", _late(officer, on), "没有逾期事项"),
        ]


def _funnel(seen: ProjectQuerySet) -> list[str]:
    rows = seen.filter(standing=Standing.ACTIVE).order_by().values("stage").annotate(number=Count("pk"))
    counts = {row["stage"]: row["number"] for row in rows}
    return [f"{Stage(stage).label}：{counts.get(stage, 0)} 个" for stage in Stage.values] if counts else []


def _moves(seen: ProjectQuerySet, on: date) -> list[str]:
    """Steps of last month by the day on which they happened; those revoked since do not count."""
    last = month_begins(on) - timedelta(days=1)
    taken = Transition.objects.counting().filter(effective_on__range=(month_begins(last), last), project__in=seen)
    rows = taken.filter(step__in=STAGE_STEPS).order_by().values("step").annotate(number=Count("pk"))
    counts = {row["step"]: row["number"] for row in rows}
    return [f"{Step(step).label}：{counts.get(step, 0)} 个" for step in STAGE_STEPS]


def _reds(seen: ProjectQuerySet, on: date) -> list[str]:
    book = book_on(on)
    red = with_light(seen, on=on, book=book).filter(light_colour=RED).select_related("landing_organisation")
    lights = ((one, light_of(one, on=on, book=book)) for one in red.order_by("landing_organisation__path", "number"))
    return [
        f"{one.name}（{one.number}，{one.landing_organisation.label}）：{'；'.join(light.reasons)}"
        for one, light in lights
    ]


def _late(officer: Officer, on: date) -> list[str]:
    seen = Item.objects.visible_to(officer).values("pk")
    late = Item.objects.filter(pk__in=seen, state__in=RUNNING, due_on__lt=Days(on).back(0)).order_by()
    rows = late.values("lead__path", "lead__name").annotate(late=Count("pk")).order_by("-late", "lead__path")
    return [f"{row['lead__name']}：{row['late']} 件" for row in rows]


class LeaderMonthly(Digest):
    """One letter a leader and month."""

    name = "reminders.leader_monthly"
    rule = LeaderMonthlyRule()
    rules = (rule,)
    begins = staticmethod(month_begins)

    def readers(self) -> Iterable[Officer]:
        people = Officer.objects.people().filter(is_active=True, roles__role=Role.LEADER).distinct()
        return people.select_related("organisation", "scope").prefetch_related("roles").order_by("pk")
