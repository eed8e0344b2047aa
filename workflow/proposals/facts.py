"""What the facts of a day ask to be proposed (practice.md 1.6). Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from projects.ledger.models import Project
from projects.ledger.stages import STAGES, Stage, Standing
from projects.progress.queries import last_at, last_news_on
from workflow.lights.months import months_before
from workflow.lights.queries.books import book_on
from workflow.lights.queries.now import proposed_for_withdrawal
from workflow.proposals.kinds import ProposalKind
from workflow.proposals.models import Proposal
from workflow.proposals.rules import RuleBook
from workflow.steps.models import ClaimEvent

Key = tuple[UUID, str, str]
"""Project, kind, episode."""


@dataclass(frozen=True)
class Fact:
    """One thing to propose. ``follows``: the notice whose term ran out."""

    project: Project
    kind: str
    episode: str
    because: str
    follows: Proposal | None = None

    @property
    def key(self) -> Key:
        """What makes it one and the same."""
        return self.project.pk, self.kind, self.episode


def with_news(projects: QuerySet[Project]) -> QuerySet[Any]:
    """``last_news_on`` with the events of claims: nobody below this floor knows those."""
    return last_news_on(projects, also=[claim_news()])


def claim_news() -> Subquery:
    """The latest event of a claim of the outer project."""
    return last_at(ClaimEvent.objects.filter(claim__project=OuterRef("pk")), "at")


def facts_on(on: date, *, only: UUID | None = None) -> dict[Key, Fact]:
    """Everything the facts of ``on`` ask for, or what they ask for one project. Six queries, however many."""
    rules = RuleBook.on_day(on)
    open_ones = Project.objects.filter(standing=Standing.ACTIVE).select_related("landing_organisation")
    if only is not None:
        open_ones = open_ones.filter(pk=only)
    found = [*_stale(open_ones, on), *_unregistered(open_ones, rules), *_unstarted(open_ones, rules)]
    return {fact.key: fact for fact in [*found, *_expired(open_ones, on)]}


def _stale(projects: QuerySet[Project], on: date) -> Iterator[Fact]:
    """Whom the light calls 拟退库, unless its own units said something that no light counts."""
    book = book_on(on)
    for one in with_news(proposed_for_withdrawal(projects, on=on, book=book)):
        news, months = timezone.localdate(one.last_news_at), book.of(one.landing_organisation.path).talks.out_months
        if news < months_before(on, months):
            because = f"在谈项目最后一次进展在{news}，已超过{months}个月没有新情况。"
            yield Fact(one, ProposalKind.STALE, str(news), because)


def _unregistered(projects: QuerySet[Project], rules: RuleBook) -> Iterator[Fact]:
    for one in projects.filter(stage=Stage.SIGNED, planned_registered_on__lt=rules.on):
        agreed, days = one.planned_registered_on, rules.of(one.landing_organisation).register_days
        assert agreed is not None  # asked for
        if agreed + timedelta(days=days) < rules.on:
            because = f"约定{agreed}前注册，已过{(rules.on - agreed).days}天，超过{days}天的宽限。"
            yield Fact(one, ProposalKind.REGISTER, str(agreed), because)


def _unstarted(projects: QuerySet[Project], rules: RuleBook) -> Iterator[Fact]:
    """Only where land or plant is there: a site is named, or an area."""
    supplied = ~Q(site="") | Q(land_area_mu__gt=0)
    for one in projects.filter(supplied, stage=Stage.REGISTERED, planned_started_on__lt=rules.on):
        agreed, months = one.planned_started_on, rules.of(one.landing_organisation).start_months
        assert agreed is not None  # asked for
        if agreed < months_before(rules.on, months):
            because = f"供地后约定{agreed}前开工，已超过{months}个月仍未开工。"
            yield Fact(one, ProposalKind.START, str(agreed), because)


def _expired(projects: QuerySet[Project], on: date) -> Iterator[Fact]:
    """Terms that ran out while the project stood still."""
    notices = Proposal.objects.running_notices().filter(project__in=projects, deadline_on__lt=on)
    for notice in notices.select_related("project__landing_organisation"):
        if _is_behind(notice):
            because = f"已限期{notice.deadline_on}前履约（{notice.get_kind_display()}），期满仍未办理。"
            yield Fact(notice.project, ProposalKind.EXIT, str(notice.pk), because, notice)


def _is_behind(notice: Proposal) -> bool:
    awaited = Stage.REGISTERED if notice.kind == ProposalKind.REGISTER else Stage.STARTED
    return STAGES.index(notice.project.stage) < STAGES.index(awaited)
