"""Claims to answer and to mend, and visits of spot checks to make."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q
from django.urls import reverse

from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.desk.queries.tasks.lines import FIRST, NOTHING, Part, Task, clocks_to, told
from workflow.spotchecks.models import Visit
from workflow.spotchecks.queries import to_recheck
from workflow.steps.deadlines import Clock
from workflow.steps.models import Claim, ClaimState


def to_verify(officer: Officer, on: date) -> Part:
    """The first claims by deadline; the words name those that are late."""
    waiting = Claim.objects.answerable_by(officer, on=on)
    soonest = waiting.select_related("project").order_by(F("due_on").asc(nulls_last=True), "submitted_at", "pk")
    shown = list(soonest[:FIRST])
    clocks = clocks_to([claim.due_on for claim in shown], on=on)
    lines = [_verify(claim, clocks.get(claim.due_on)) for claim in shown]
    count, late = waiting.count(), waiting.filter(due_on__lt=on).count()
    words = f"{count} 件申报待您认定" + (f"，{late} 件已超期" if late else "")
    return Part(lines, count, words if count else "")


def _verify(claim: Claim, clock: Clock | None) -> Task:
    name = f"{claim.project.name}　申报{claim.get_step_display()}"
    return Task("rosette-discount-check", "认定", name, reverse("steps:claim_detail", args=[claim.pk]), *told(clock))


def to_mend(officer: Officer, on: date) -> Part:
    """Own claims that came back, and own drafts."""
    if not officer.may(Permission.CLAIM_WRITE):
        return NOTHING
    mine = Claim.objects.visible_to(officer).filter(Q(created_by=officer) | Q(submitted_by=officer))
    mine = mine.filter(state__in=[ClaimState.RETURNED, ClaimState.DRAFT]).select_related("project")
    lines = [_mend(claim) for claim in mine.order_by("-state", "-updated_at")[:FIRST]]
    return Part(lines, len(lines), f"{len(lines)} 件申报待您补正或提交" if lines else "")


def _mend(claim: Claim) -> Task:
    returned = claim.state == ClaimState.RETURNED
    return Task(
        icon="arrow-back-up" if returned else "pencil",
        verb="补正" if returned else "草稿",
        name=f"{claim.project.name}　申报{claim.get_step_display()}",
        url=reverse("steps:claim_detail", args=[claim.pk]),
        due="已退回" if returned else "未提交",
        is_late=returned,
    )


def to_visit(officer: Officer, on: date) -> Part:
    """Visits to make and mendings to look at again, by their days."""
    open_ = Visit.objects.to_do_by(officer).select_related("project", "round")
    again = to_recheck(officer).select_related("project", "round", "record")
    soonest, mended = list(open_[:FIRST]), list(again[:FIRST])
    clocks = clocks_to([one.due_on for one in soonest], on=on)
    lines = [_visit(one, clocks.get(one.due_on)) for one in soonest]
    count = len(mended) + (open_.count() if len(soonest) == FIRST else len(soonest))
    return Part([*lines, *(_recheck(one, on) for one in mended)], count, f"{count} 项核查待您办理" if count else "")


def _visit(one: Visit, clock: Clock | None) -> Task:
    name = f"{one.project.name}　{one.round.number}第 {one.number} 项"
    return Task("map-search", "核查", name, reverse("spotchecks:visit", args=[one.pk]), *told(clock))


def _recheck(one: Visit, on: date) -> Task:
    day = one.record.mend_by
    late = day is not None and day < on
    return Task(
        "refresh", "复查整改", one.project.name, reverse("spotchecks:visit", args=[one.pk]), f"期限 {day:%m-%d}", late
    )
