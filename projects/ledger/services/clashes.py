"""Clashes: found when a project is written, stated by the sides, closed by themselves when one of the two leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from projects.audit.services import audited, record
from projects.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.acts import Act
from projects.ledger.clashes import Ground, Sketch, keys_of
from projects.ledger.kinds import ClashSide, ClashState
from projects.ledger.models import CityRules, Clash, ClashEvent, Enterprise, MatchKey, Project
from projects.ledger.models import Sequence as Counter
from projects.ledger.models.clashes import LIVING
from projects.ledger.policies import may_write
from projects.ledger.queries import THESE
from projects.ledger.queries_clashes import Match, in_order, matches_of_each, sketch_of
from projects.people.models import Officer
from projects.statements import Statement
from projects.workdays.queries import add_workdays

COMPARED = frozenset({"name", "investors", "company_name", "company_uscc", "total_investment_wan"})
"""Fields by which projects are compared: a change of one of them asks again."""
_LOCK = "clashes"


def look_for_clashes(project: Project, *, by: Officer, now: datetime) -> list[Clash]:
    """Note by what ``project`` is recognised, and raise a clash with each other unit that entered the same.

    Called inside the transaction that writes the project. One at a time: of two that enter one firm at the same
    moment, the slower waits here, and then sees the faster.
    """
    return look_for_clashes_of([project], by=by, now=now)


def look_for_clashes_of(projects: Sequence[Project], *, by: Officer, now: datetime) -> list[Clash]:
    """The same for several that are written in one transaction, in their order; as many queries as for one."""
    _one_at_a_time()
    sketches = {one.pk: sketch_of(one) for one in projects}
    _note_keys(sketches, now=now)
    living = [one for one in projects if one.standing in LIVING]
    matches = matches_of_each(living, sketches, of_others=True)
    known = _known_pairs(one for one in living if matches[one.pk])
    raised = []
    for project in living:
        for one in _new_clashes(matches[project.pk], known[project.pk] if matches[project.pk] else set()):
            raised.append(_raise(project, one, by=by, now=now))
            known[project.pk].add(one.project.pk)
            if one.project.pk in known:
                known[one.project.pk].add(project.pk)
    return raised


def look_again(enterprise: Enterprise, *, by: Officer, now: datetime) -> None:
    """The same for every living project of a firm whose name or code has changed."""
    using = Project.objects.filter(Q(investors=enterprise) | Q(company=enterprise), standing__in=LIVING)
    related = ("company", "source_organisation", "landing_organisation", "first_contact_organisation")
    for project in using.distinct().select_related(*related).order_by("created_at", "number"):
        look_for_clashes(project, by=by, now=now)


def _one_at_a_time() -> None:
    """Held until the transaction ends; the last lock that any writer takes."""
    Counter.held(_LOCK)


def _note_keys(sketches: Mapping[UUID, Sketch], *, now: datetime) -> None:
    """A key that stays keeps its day."""
    wanted = {(pk, *key) for pk, sketch in sketches.items() for key in keys_of(sketch)}
    noted = Statement(_noted_keys, projects=list(sketches)).rows()
    stored = {(project, kind, key): pk for pk, project, kind, key in noted}
    gone = [pk for key, pk in stored.items() if key not in wanted]
    if gone:
        MatchKey.objects.filter(pk__in=gone).delete()
    new = sorted(wanted - stored.keys())
    MatchKey.objects.bulk_create([MatchKey(project_id=pk, kind=kind, key=key, since=now) for pk, kind, key in new])


def _noted_keys() -> QuerySet[Any, Any]:
    return MatchKey.objects.filter(project__among=THESE).values_list("pk", "project_id", "kind", "key")


def _known_pairs(projects: Iterable[Project]) -> dict[UUID, set[UUID]]:
    """Project → those with which it has a clash that is open or ruled."""
    found: dict[UUID, set[UUID]] = {one.pk: set() for one in projects}
    if not found:
        return found
    keys = list(found)
    known = Clash.objects.filter(Q(first__in=keys) | Q(later__in=keys)).exclude(state=ClashState.CLOSED)
    for first, later in known.values_list("first", "later"):
        for one, other in ((first, later), (later, first)):
            if one in found:
                found[one].add(other)
    return found


def _new_clashes(matches: list[Match], known: set[UUID]) -> list[Match]:
    """At most one with each other unit by the firm alone; every one that name and amount say. Never a pair twice."""
    units = {one.unit for one in matches if one.project.pk in known}
    chosen = []
    for one in matches:
        if not one.is_clash or one.project.pk in known or (one.unit in units and not one.by_name):
            continue
        units.add(one.unit)
        chosen.append(one)
    return chosen


def _raise(project: Project, match: Match, *, by: Officer, now: datetime) -> Clash:
    first, later = in_order(project, match.project)
    clash = Clash.objects.create(
        first=first,
        later=later,
        strength=match.strength,
        grounds=[_shown(one) for one in match.grounds],
        due_on=deadline_of(later, now=now),
        raised_at=now,
        updated_at=now,
    )
    note_event(clash, ClashEvent.Kind.RAISED, by=by, now=now)
    record(Act.RAISE_CLASH, clash, by=by, now=now, detail=f"{clash.get_strength_display()}，期限{clash.due_on}")
    return clash


def _shown(ground: Ground) -> dict[str, str]:
    return {"kind": str(ground.kind), "strength": str(ground.strength), "sentence": ground.sentence}


def deadline_of(later: Project, *, now: datetime) -> date:
    """By when the office rules, in working days; beyond the official calendar in calendar days with weekends added."""
    days, today = CityRules.of(later.landing_organisation).clash_days, timezone.localdate(now)
    try:
        return add_workdays(today, days) if days else today
    except DomainError:
        return today + timedelta(days=days + 2 * (days // 5 + 1))


def note_event(clash: Clash, kind: str, *, by: Officer, now: datetime, **said: str) -> ClashEvent:
    """A line of the thread."""
    return ClashEvent.objects.create(clash=clash, kind=kind, by=by, at=now, **said)


def locked_clash(clash_id: UUID, *, by: Officer, expected_version: int | None) -> Clash:
    """The row, locked. ``NotFound`` when the officer sees neither side, ``Stale`` on an older version."""
    if not Clash.objects.visible_to(by).filter(pk=clash_id).exists():
        raise NotFound("没有找到这项争议，或它不在您的查看范围内。")
    clash = Clash.objects.select_for_update(no_key=True).get(pk=clash_id)
    if expected_version is not None and clash.version != expected_version:
        raise Stale
    return clash


def save_clash(clash: Clash, *, now: datetime) -> None:
    """With the next version."""
    clash.version += 1
    clash.updated_at = now
    clash.save()


def check_open(clash: Clash) -> None:
    """``Conflict`` once it is ruled or closed."""
    if clash.state != ClashState.OPEN:
        raise Conflict("这项争议已经裁定或终结，请刷新后查看结果。", "clash_settled")


@audited()
def state_position(clash_id: UUID, side: str, *, text: str, proof: str = "", by: Officer, now: datetime) -> ClashEvent:
    """A side's statement 陈述, until the ruling: who may write the project of that side."""
    clash = locked_clash(clash_id, by=by, expected_version=None)
    project = clash.first if side == ClashSide.FIRST else clash.later
    if not Project.objects.visible_to(by).filter(pk=project.pk).exists() or not may_write(project, by):
        raise NotAllowed("陈述由本单位项目的填报员提交，您不能代另一方陈述。")
    check_open(clash)
    if not text.strip():
        raise Invalid("请写明本单位首报首谈的经过。", "text", "required")
    save_clash(clash, now=now)
    said = note_event(clash, ClashEvent.Kind.STATED, side=side, text=text.strip(), proof=proof.strip(), by=by, now=now)
    record(Act.STATE_CLASH, clash, by=by, now=now)
    return said


@audited()
def follow_standing(project: Project, *, by: Officer, now: datetime) -> None:
    """After a move of standing: a project that has left closes its open clashes; one that is back is looked at again.

    Whoever remains is compared anew, for another project of the same unit may have stood behind the one that left.
    """
    if project.standing in LIVING:
        if not Clash.objects.open().filter(Q(first=project) | Q(later=project)).exists():
            look_for_clashes(project, by=by, now=now)
        return
    about = (
        Clash.objects.open().filter(Q(first=project) | Q(later=project)).select_for_update(no_key=True).order_by("pk")
    )
    for clash in list(about):
        clash.state = ClashState.CLOSED
        save_clash(clash, now=now)
        note_event(clash, ClashEvent.Kind.CLOSED, by=by, now=now, side=clash.side_of(project))
        record(Act.CLOSE_CLASH, clash, by=by, now=now)
        look_for_clashes(clash.later if clash.first_id == project.pk else clash.first, by=by, now=now)


def is_compared(names: Iterable[str]) -> bool:
    """Does a change of these fields ask again?"""
    return not COMPARED.isdisjoint(names)
