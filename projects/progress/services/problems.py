"""Raising and editing problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.models import Project, RowKind
from projects.ledger.policies import check_may_write
from projects.ledger.services import keep_row, locked_project, shown_row
from projects.lines import check_line
from projects.people.models import Officer, Organisation
from projects.people.policies import check_receives
from projects.progress.acts import Act
from projects.progress.kinds import EntryKind, ProblemKind, ProblemLevel
from projects.progress.levels import check_asked
from projects.progress.models import Problem, ProblemEntry
from projects.progress.services.papers import checked_papers, shown_papers
from projects.rows import one_or_none

EDITABLE = ("kind", "title", "description", "need", "asked_organisation", "evidence")
WRITABLE = (*EDITABLE, "level", "raised_on")
_SHOWN = ("kind", "level", "title", "description", "need", "asked_organisation", "raised_on", "state", "last_answer",
          "resolved_on", "resolution")  # fmt: skip
_TEXTS = {"title": ("问题", 80), "description": ("具体情况", 2000), "need": ("请求协调事项", 1000)}
_REQUIRED = ("kind", "level", "title", "need", "asked_organisation")
_WHY = 200


@dataclass(frozen=True)
class Held:
    """A problem under the lock of its project, and what it looked like."""

    project: Project
    problem: Problem
    before: dict[str, str]


@audited()
def raise_problem(project_id: UUID, values: Mapping[str, Any], *, by: Officer, now: datetime) -> Problem:
    """A unit of the project says what stands in the way and whom it asks. ``values``: of ``WRITABLE``.

    The asked unit belongs to the level that must solve it, and is one that the writer may know. Errors: ``NotFound``,
    ``NotAllowed``, ``Invalid``.
    """
    project = locked_project(project_id, by=by)
    check_may_write(project, by)
    today = timezone.localdate(now)
    problem = Problem(project=project, raised_on=today, created_by=by, created_at=now, updated_at=now)
    missing = next((name for name in _REQUIRED if not values.get(name)), None)
    if missing is not None:
        label = problem._meta.get_field(missing).verbose_name  # type: ignore[union-attr]
        raise Invalid(f"请填写“{label}”。", missing, "required")
    papers = _set(problem, values, allowed=WRITABLE)
    _check_day(problem.raised_on, today)
    check_asked_unit(problem, by=by, on=today)
    problem.save(force_insert=True)
    problem.evidence.set(papers or [])
    move(Held(project, problem, {}), EntryKind.RAISED, Act.RAISE_PROBLEM, text=problem.need, by=by, now=now, new=True)
    return problem


@audited()
def edit_problem(
    problem_id: UUID, values: Mapping[str, Any], *, by: Officer, now: datetime, expected_version: int | None = None
) -> Problem:
    """Other words, another kind or another asked unit of the same level, while the problem is open."""
    held = held_problem(problem_id, by=by, expected_version=expected_version)
    check_may_write(held.project, by)
    check_open(held.problem)
    asked = held.problem.asked_organisation_id
    papers = _set(held.problem, values, allowed=EDITABLE)
    if held.problem.asked_organisation_id != asked:
        check_asked_unit(held.problem, by=by, on=timezone.localdate(now))
    if papers is not None:
        held.problem.evidence.set(papers)
    move(held, EntryKind.EDITED, Act.EDIT_PROBLEM, by=by, now=now)
    return held.problem


def held_problem(problem_id: UUID, *, by: Officer, expected_version: int | None) -> Held:
    """The visible problem, its project locked first. ``NotFound``, ``Stale``."""
    known = one_or_none(Problem.objects.visible_to(by).filter(pk=problem_id))
    if known is None:
        raise NotFound("没有找到这个问题，或它不在您的查看范围内。")
    project = locked_project(known.project_id, by=by, check=False)
    rows = Problem.objects.select_for_update(of=("self",), no_key=True).select_related("asked_organisation")
    problem = rows.get(pk=problem_id)
    if expected_version is not None and problem.version != expected_version:
        raise Stale()
    return Held(project, problem, _shown(problem))


def check_open(problem: Problem) -> None:
    """``Conflict`` once it is closed."""
    if not problem.is_open:
        raise Conflict(f"这个问题目前是“{problem.get_state_display()}”，不能再办理；需要的话请先重新打开。")


def check_asked_unit(problem: Problem, *, by: Officer, on: date) -> None:
    """Known to the writer, not ended, and of the level that must solve it."""
    asked = problem.asked_organisation
    if not Organisation.objects.visible_to(by).filter(pk=asked.pk).exists():
        raise Invalid("没有这个单位，或不在您的查看范围内，请从列表中选取。", "asked_organisation", "unknown_unit")
    check_receives(asked, on, field="asked_organisation")
    check_asked(asked, problem.level)


def move(
    held: Held,
    kind: EntryKind,
    act: Act,
    *,
    text: str = "",
    detail: str = "",
    by: Officer,
    now: datetime,
    new: bool = False,
) -> None:
    """Save the next version, its entry in the thread, its history and the audit."""
    problem = held.problem
    if not new:
        problem.version += 1
        problem.updated_at = now
        problem.save()
    ProblemEntry.objects.create(problem=problem, kind=kind, text=text, detail=detail[:_WHY], by=by, at=now)
    changes = keep_row(
        held.project, RowKind.PROBLEM, problem.pk,
        title=problem.title, before=held.before, after=_shown(problem), by=by, now=now, why=text[:_WHY],
    )  # fmt: skip
    record(act, problem, by=by, now=now, changes=changes, detail=f"项目 {held.project.number}")


def _set(problem: Problem, values: Mapping[str, Any], *, allowed: tuple[str, ...]) -> list[Any] | None:
    """Put checked values into the row; answers the papers, None where none were given."""
    unknown = sorted(set(values) - set(allowed))
    if unknown:
        raise Invalid(f"这里不能改：{'、'.join(unknown)}。", unknown[0], "unknown_field")
    for name in [name for name in _TEXTS if name in values]:
        setattr(problem, name, _text(name, values[name]))
    for name, choices in (("kind", ProblemKind), ("level", ProblemLevel)):
        if name in values:
            setattr(problem, name, _choice(name, values[name], choices.values))
    for name in [name for name in ("asked_organisation", "raised_on") if name in values]:
        setattr(problem, name, values[name])
    return checked_papers(problem.project, values["evidence"]) if "evidence" in values else None


def _text(name: str, value: str) -> str:
    label, most = _TEXTS[name]
    text = check_line(value, label, name) if name == "title" else value.strip()
    if len(text) > most:
        raise Invalid(f"“{label}”最多{most}字，现有{len(text)}字，请精简。", name, "too_long")
    if not text and name != "description":
        raise Invalid(f"请填写“{label}”。", name, "required")
    return text


def _choice(name: str, value: str, known: list[str]) -> str:
    if value not in known:
        raise Invalid("请从列表中选择。", name)
    return value


def _check_day(raised_on: date, today: date) -> None:
    check_plausible(raised_on, "raised_on")
    if raised_on > today:
        raise Invalid("提出日期不能晚于今天。", "raised_on")


def _shown(problem: Problem) -> dict[str, str]:
    return shown_row(problem, _SHOWN) | shown_papers(problem)
