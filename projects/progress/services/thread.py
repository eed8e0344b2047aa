"""What is said about a problem, and what becomes of it: answered, passed up, solved, withdrawn, reopened."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited
from projects.days import check_plausible
from projects.errors import Conflict, Invalid
from projects.ledger.policies import check_may_write
from projects.people.models import Officer, Organisation
from projects.progress.acts import Act
from projects.progress.kinds import EntryKind, ProblemState
from projects.progress.levels import above
from projects.progress.models import Problem
from projects.progress.policies import check_may_answer, check_may_take_part
from projects.progress.services.problems import Held, check_asked_unit, check_open, held_problem, move

MOST_TEXT = 1000


@audited()
def note_problem(
    problem_id: UUID, *, text: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Problem:
    """Something more to know, from the project's units or from who answers; the state stays."""
    held = _open(problem_id, by, expected_version)
    check_may_take_part(held.problem, by)
    move(held, EntryKind.NOTED, Act.NOTE_PROBLEM, text=_said(text, "补充的情况"), by=by, now=now)
    return held.problem


@audited()
def answer_problem(
    problem_id: UUID, *, text: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Problem:
    """The asked unit or its office says what it does; from the first answer on the problem is 协调中."""
    held = _open(problem_id, by, expected_version)
    check_may_answer(held.problem, by)
    held.problem.last_answer = _said(text, "答复内容")
    held.problem.state = ProblemState.WORKING
    move(held, EntryKind.ANSWERED, Act.ANSWER_PROBLEM, text=held.problem.last_answer, by=by, now=now)
    return held.problem


@audited()
def lift_problem(
    problem_id: UUID,
    *,
    asked: Organisation,
    why: str,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Problem:
    """One level up, 区 → 市 → 省, with a reason and a unit of that level; it waits for the new level's answer."""
    held = _open(problem_id, by, expected_version)
    problem = held.problem
    check_may_take_part(problem, by)
    reason = _said(why, "提级理由")
    from_words = f"{problem.get_level_display()} {problem.asked_organisation}"
    problem.level = above(problem.level)
    problem.asked_organisation = asked
    check_asked_unit(problem, by=by, on=timezone.localdate(now))
    problem.state = ProblemState.WAITING
    detail = f"{from_words} → {problem.get_level_display()} {asked}"
    move(held, EntryKind.LIFTED, Act.LIFT_PROBLEM, text=reason, detail=detail, by=by, now=now)
    return problem


@audited()
def solve_problem(
    problem_id: UUID,
    *,
    text: str,
    resolved_on: date | None = None,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Problem:
    """The asked unit or its office states how and when it was solved (today by preset)."""
    held = _open(problem_id, by, expected_version)
    check_may_answer(held.problem, by)
    today = timezone.localdate(now)
    on = resolved_on or today
    check_plausible(on, "resolved_on")
    if not held.problem.raised_on <= on <= today:
        raise Invalid(f"解决日期应在提出日期{held.problem.raised_on}与今天之间。", "resolved_on")
    result = _said(text, "解决结果")
    _close(held.problem, ProblemState.SOLVED, closed_on=on)
    held.problem.resolved_on, held.problem.resolution = on, result
    move(held, EntryKind.SOLVED, Act.SOLVE_PROBLEM, text=result, by=by, now=now)
    return held.problem


@audited()
def withdraw_problem(
    problem_id: UUID, *, why: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Problem:
    """The project's units take it back, with a reason."""
    held = _open(problem_id, by, expected_version)
    check_may_write(held.project, by)
    reason = _said(why, "撤回理由")
    _close(held.problem, ProblemState.WITHDRAWN, closed_on=timezone.localdate(now))
    move(held, EntryKind.WITHDRAWN, Act.WITHDRAW_PROBLEM, text=reason, by=by, now=now)
    return held.problem


@audited()
def reopen_problem(
    problem_id: UUID, *, why: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Problem:
    """It came back, or was not solved: open again with a reason, waiting, its days counted from the first day on."""
    held = held_problem(problem_id, by=by, expected_version=expected_version)
    check_may_take_part(held.problem, by)
    if held.problem.is_open:
        raise Conflict("这个问题还没有办结，不需要重新打开。")
    reason = _said(why, "重新打开的理由")
    problem = held.problem
    problem.state, problem.closed_on, problem.resolved_on, problem.resolution = ProblemState.WAITING, None, None, ""
    move(held, EntryKind.REOPENED, Act.REOPEN_PROBLEM, text=reason, by=by, now=now)
    return problem


def _open(problem_id: UUID, by: Officer, expected_version: int | None) -> Held:
    held = held_problem(problem_id, by=by, expected_version=expected_version)
    check_open(held.problem)
    return held


def _close(problem: Problem, state: ProblemState, *, closed_on: date) -> None:
    problem.state, problem.closed_on = state, closed_on


def _said(text: str, label: str) -> str:
    words = text.strip()
    if not words:
        raise Invalid(f"请写明{label}。", "text", "required")
    if len(words) > MOST_TEXT:
        raise Invalid(f"{label}最多{MOST_TEXT}字，现有{len(words)}字，请精简。", "text", "too_long")
    return words
