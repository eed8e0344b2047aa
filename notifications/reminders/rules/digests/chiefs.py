"""首席责任人周报: each chief's projects, what changed in a week, what is late, and what lies ahead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet

from notifications.reminders.meeting_letters import when_text
from notifications.reminders.moments import instant, week_begins
from notifications.reminders.rules.base import Test
from notifications.reminders.rules.digests.base import AT, Digest, DigestRule, Section
from notifications.reminders.rules.merged.lights import Nights, night_before, turned
from notifications.reminders.rules.recipients import IS_ACTIVE, IS_SELF
from projects.ledger.models import Project, Responsibility
from projects.ledger.stages import Standing
from projects.people.models import Officer
from projects.plans.queries import late_nodes, nodes_due_between
from workflow.dispatch.models import Meeting
from workflow.items.lateness import Days, late_days
from workflow.items.models import Item
from workflow.items.moves import ItemState
from workflow.lights.colours import LABELS
from workflow.lights.queries.books import book_on
from workflow.lights.queries.now import light_of, with_light
from workflow.steps.models import Transition

WEEK = timedelta(days=7)
MEETINGS_AHEAD = timedelta(days=14)
_KEPT = (Standing.ACTIVE, Standing.SUSPENDED)
RUNNING = (ItemState.TO_SIGN, ItemState.WORKING, ItemState.RETURNED)


def held() -> QuerySet[Responsibility]:
    """Who is chief of what that has not been given up."""
    return Responsibility.objects.current().chiefs().filter(project__standing__in=_KEPT)


def _is_chief(person: Officer, officer: Officer, now: datetime) -> bool:
    return held().filter(officer=officer).exists()


class ChiefWeeklyRule(DigestRule):
    """How the chief's projects stand."""

    name = "chief_weekly"
    label = "首席责任人周报"
    who = "首席责任人"
    when = "每周第一个工作日 08:00"
    merged = "每人每周一封，列出全部负责的项目"
    tests = (IS_SELF, IS_ACTIVE, Test(_is_chief, "不是任何在库项目的首席责任人"))
    over = "收件人已不担任首席责任人"
    page = "desk:projects"

    def title(self, on: date) -> str:
        return f"{on:%Y-%m-%d} 起一周"

    def opening(self, on: date) -> str:
        return f"以下是您担任首席责任人的项目截至 {on:%Y-%m-%d} 的情况："

    def sections(self, officer: Officer, on: date) -> list[Section]:
        found = _Week(officer, on)
        return [
            Section(f"负责的项目（{len(found.projects)} 个）", found.standing()),
            Section("一周来的变化", found.changes(), "没有变化"),
            Section("逾期事项", found.late(), "没有逾期事项"),
            Section("今后七天的节点", found.nodes(), "没有到期的节点"),
            Section("近两周的会议", found.meetings(), "没有会议安排"),
        ]


class _Week:
    """What the letter of one chief is made of: about a dozen queries, however many projects."""

    def __init__(self, officer: Officer, on: date) -> None:
        self.officer, self.on = officer, on
        self.since, self.until = instant(on - WEEK, AT), instant(on, AT)

    @cached_property
    def projects(self) -> Sequence[Project]:
        own = held().filter(officer=self.officer).values("project")
        seen = Project.objects.visible_to(self.officer).filter(pk__in=own)
        return list(with_light(seen, on=self.on).select_related("landing_organisation").order_by("number"))

    @cached_property
    def keys(self) -> list[UUID]:
        return [one.pk for one in self.projects]

    def standing(self) -> list[str]:
        book = book_on(self.on)
        lights = ((one, light_of(one, on=self.on, book=book)) for one in self.projects)
        return [
            f"{one.name}（{one.number}，{one.landing_organisation.label}）："
            f"{one.get_stage_display()}，{light.label}（{'；'.join(light.reasons)}）"
            for one, light in lights
        ]

    def changes(self) -> list[str]:
        return [*self._steps(), *self._turns()]

    def _steps(self) -> list[str]:
        """Steps recorded in the week, and revocations; a step revoked in the same week leaves nothing to say."""
        within = (self.since, self.until)
        taken = Transition.objects.filter(project__in=self.keys, recorded_at__range=within)
        lately = taken.exclude(revocation__recorded_at__range=within).exclude(revokes__recorded_at__range=within)
        lately = lately.select_related("project")
        return [
            f"{one.project.name}：{one.effective_on} {one.get_step_display()}" for one in lately.order_by("recorded_at")
        ]

    def _turns(self) -> list[str]:
        last, before = night_before(self.on), night_before(self.on - WEEK)
        if last is None or before is None or last == before:
            return []
        mine = set(self.keys)
        rows = [one for one in turned(Nights(before, last), self.officer) if one.project_id in mine]
        return [
            f"{one.project.name}：{LABELS[one.before]}转{LABELS[one.colour]}（{'；'.join(one.reasons)}）"  # type: ignore[attr-defined]
            for one in rows
        ]

    def late(self) -> list[str]:
        seen = Item.objects.visible_to(self.officer).values("pk")
        mine = Q(project__in=self.keys) | Q(officer=self.officer)
        items = Item.objects.filter(mine, pk__in=seen, state__in=RUNNING, due_on__lt=Days(self.on).back(0))
        nodes = late_nodes(Project.objects.filter(pk__in=self.keys), self.on)
        return [
            *(
                f"交办事项 {one.number} {one.matter}（{one.lead.label}）：{one.due_on} 到期，"
                f"逾期 {late_days(one.due_on, self.on)} 个工作日"
                for one in items.select_related("issuer", "lead").order_by("due_on", "pk")
            ),
            *(f"计划节点 {one.name}（{one.plan.project.name}）：承诺 {one.committed_on} 完成" for one in nodes),
        ]

    def nodes(self) -> list[str]:
        ahead = nodes_due_between(self.on, self.on + WEEK - timedelta(days=1)).filter(plan__in=self.keys)
        return [f"{one.due_on} {one.name}（{one.plan.project.name}）" for one in ahead]  # type: ignore[attr-defined]

    def meetings(self) -> list[str]:
        called = self.officer.attendances.filter(removed_at__isnull=True).values("meeting")
        ahead = Meeting.objects.ahead(self.until).filter(pk__in=called, starts_at__lte=self.until + MEETINGS_AHEAD)
        rows = ahead.select_related("series").order_by("starts_at")
        return [f"{when_text(one.starts_at)} {one.title}，{one.place}" for one in rows]


class ChiefWeekly(Digest):
    """One letter a chief and week."""

    name = "reminders.chief_weekly"
    rule = ChiefWeeklyRule()
    rules = (rule,)
    begins = staticmethod(week_begins)

    def readers(self) -> Iterable[Officer]:
        people = Officer.objects.people().filter(is_active=True, pk__in=held().values("officer"))
        return people.select_related("organisation", "scope").prefetch_related("roles").order_by("pk")
