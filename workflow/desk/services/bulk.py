"""Runs over many projects: preview, confirm once, work through row by row.

Each row goes through the service that its own page would call, in a transaction of its own, with the version that the
preview showed. A preview calls the same service and takes it back: what it promises is what would have happened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count

from projects.audit.services import Unrecorded, audited, record
from projects.errors import Conflict, DomainError, Invalid, NotFound
from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Project
from projects.ledger.services import assign, update_project
from projects.ledger.services.projects import locked_project
from projects.ledger.values import clean_value
from projects.people.models import Officer, Post
from projects.rows import one_or_none
from workflow.desk.acts import Act
from workflow.desk.models import BulkAction, BulkRow, BulkRun, Outcome
from workflow.desk.policies import check_may_run_bulk

MOST_ROWS = 500
SLICE = 25
LONGEST = 400
LEFT = timedelta(minutes=1)
"""After so long a run is taken up by the worker, whether or not its page is still open: rows are done once."""


@dataclass(frozen=True)
class Plan:
    """What is to be done to every row: a tag, or a part given to a post or an officer."""

    action: str
    tag: str = ""
    role: str = ""
    officer: Officer | None = None
    post: Post | None = None
    valid_from: date | None = None
    basis: str = ""
    reason: str = ""


class _TakenBack(Exception):
    """Carries what a preview found out of the transaction that it undoes."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__()
        self.before, self.after = before, after


def preview_run(plan: Plan, projects: Iterable[Project], *, filters: str, by: Officer, now: datetime) -> BulkRun:
    """A run with one row per project that says what would change, or why not. Nothing else is written.

    ``Invalid`` for nothing chosen, for more than 500 rows, and for a plan that lacks its own words.
    """
    check_may_run_bulk(by)
    plan = _checked(plan)
    chosen = list(projects)
    if not chosen:
        raise Invalid("请先选择项目。")
    if len(chosen) > MOST_ROWS:
        raise Invalid(f"一次最多办理 {MOST_ROWS} 个项目，您选了 {len(chosen)} 个。请增加筛选条件，分批办理。")
    rows = [_foreseen(plan, project, position, by=by, now=now) for position, project in enumerate(chosen, 1)]
    return _keep(plan, rows, filters=filters, by=by, now=now)


@audited()
def _keep(plan: Plan, rows: list[BulkRow], *, filters: str, by: Officer, now: datetime) -> BulkRun:
    run = BulkRun.objects.create(
        officer=by,
        action=plan.action,
        tag=plan.tag,
        role=plan.role,
        assignee=plan.officer,
        post=plan.post,
        valid_from=plan.valid_from,
        basis=plan.basis,
        reason=plan.reason,
        filters=filters[:2000],
        created_at=now,
    )
    for row in rows:
        row.run = run
    BulkRow.objects.bulk_create(rows)
    record(Act.PREVIEW_RUN, run, by=by, now=now, detail=f"{len(rows)} 个项目")
    return run


@audited()
def confirm_run(run_id: UUID, *, by: Officer, now: datetime) -> BulkRun:
    """Let it begin. A second confirmation finds it begun and changes nothing."""
    run = _own_run(run_id, by=by)
    if run.confirmed_at is not None:
        return run
    waiting = run.rows.filter(outcome=Outcome.WAITING).count()
    if not waiting:
        raise Conflict("没有可以办理的项目，请返回台账重新选择。")
    run.confirmed_at = now
    run.save(update_fields=["confirmed_at"])
    record(Act.CONFIRM_RUN, run, by=by, now=now, detail=f"{waiting} 个项目")
    return run


def proceed_run(run_id: UUID, *, by: Officer, now: datetime, most: int = SLICE) -> BulkRun:
    """Work through the next ``most`` rows of a confirmed run; the last one ends it. Safe to call twice at once."""
    run = _own_run(run_id, by=by, lock=False)
    if run.confirmed_at is None:
        raise Conflict("请先核对预览，再确认办理。")
    waiting = run.rows.filter(outcome=Outcome.WAITING).order_by("position")
    for row_id in list(waiting.values_list("pk", flat=True)[:most]):
        _settle(row_id, by=by, now=now)
    _finish(run, by=by, now=now)
    run.refresh_from_db()
    return run


def finish_runs(now: datetime) -> int:
    """Work through every run confirmed more than a minute ago and not ended, as its officer; how many were found."""
    left = list(BulkRun.objects.filter(confirmed_at__lt=now - LEFT, finished_at__isnull=True).select_related("officer"))
    for run in left:
        proceed_run(run.pk, by=run.officer, now=now, most=MOST_ROWS)
    return len(left)


def _settle(row_id: int, *, by: Officer, now: datetime) -> None:
    """One row, once: the deed and its mark stand or fall together."""
    try:
        _do(row_id, by=by, now=now)
    except Unrecorded:
        raise
    except DomainError as refused:
        _refuse(row_id, refused.detail, now=now)


@audited()
def _refuse(row_id: int, sentence: str, *, now: datetime) -> None:
    """Unless another worker was faster; the end of the run says how many."""
    still = BulkRow.objects.filter(pk=row_id, outcome=Outcome.WAITING)
    still.update(outcome=Outcome.REFUSED, sentence=sentence[:LONGEST], done_at=now)


@audited()
def _do(row_id: int, *, by: Officer, now: datetime) -> None:
    rows = BulkRow.objects.select_for_update(of=("self",), no_key=True).select_related(
        "run__assignee", "run__post__organisation"
    )
    row = one_or_none(rows.filter(pk=row_id, outcome=Outcome.WAITING))
    if row is None:
        return
    row.before, row.after = _apply(plan_of(row.run), row.project_id, row.seen_version, by=by, now=now)
    row.outcome, row.sentence, row.done_at = Outcome.DONE, "", now
    row.save(update_fields=["before", "after", "outcome", "sentence", "done_at"])


@audited()
def _finish(run: BulkRun, *, by: Officer, now: datetime) -> None:
    """The end of a run, said once."""
    if run.rows.filter(outcome=Outcome.WAITING).exists():
        return
    if not BulkRun.objects.filter(pk=run.pk, finished_at__isnull=True).update(finished_at=now):
        return
    counts = dict(run.rows.order_by().values_list("outcome").annotate(Count("pk")))
    said = "，".join(f"{label} {counts[value]}" for value, label in Outcome.choices if value in counts)
    record(Act.FINISH_RUN, run, by=by, now=now, detail=said)


def plan_of(run: BulkRun) -> Plan:
    """What the run was asked to do."""
    return Plan(run.action, run.tag, run.role, run.assignee, run.post, run.valid_from, run.basis, run.reason)


def _own_run(run_id: UUID, *, by: Officer, lock: bool = True) -> BulkRun:
    runs = BulkRun.objects.select_for_update(no_key=True) if lock else BulkRun.objects.all()
    run = one_or_none(runs.filter(pk=run_id, officer=by))
    if run is None:
        raise NotFound("没有找到这次批量办理，或它由他人发起。")
    return run


def _foreseen(plan: Plan, project: Project, position: int, *, by: Officer, now: datetime) -> BulkRow:
    row = BulkRow(project=project, position=position, seen_version=project.version)
    try:
        _try(plan, project, by=by, now=now)
    except _TakenBack as found:
        row.before, row.after = found.before[:LONGEST], found.after[:LONGEST]
        if found.before == found.after:
            row.outcome, row.sentence = Outcome.UNCHANGED, "已经如此，无需变动。"
    except DomainError as refused:
        row.outcome, row.sentence = Outcome.REFUSED, refused.detail[:LONGEST]
    return row


@audited()
def _try(plan: Plan, project: Project, *, by: Officer, now: datetime) -> None:
    """Do it and take it back: nothing stays, neither a row nor an entry of the audit log."""
    raise _TakenBack(*_apply(plan, project.pk, project.version, by=by, now=now))


def _apply(plan: Plan, project_id: UUID, version: int, *, by: Officer, now: datetime) -> tuple[str, str]:
    """What it was and what it is."""
    project = locked_project(project_id, by=by, expected_version=version)
    if plan.action == BulkAction.ASSIGN:
        return _give(plan, project, by=by, now=now)
    return _tag(plan, project, by=by, now=now)


def _tag(plan: Plan, project: Project, *, by: Officer, now: datetime) -> tuple[str, str]:
    before = sorted(tag.name for tag in project.tags.all())
    rest = [name for name in before if name != plan.tag]
    after = sorted([*rest, plan.tag]) if plan.action == BulkAction.ADD_TAG else rest
    update_project(project.pk, {"tags": after}, by=by, now=now, why="批量办理")
    return "、".join(before), "、".join(after)


def _give(plan: Plan, project: Project, *, by: Officer, now: datetime) -> tuple[str, str]:
    held = project.responsibilities.current().filter(role=plan.role).select_related("officer")
    before = "、".join(str(one.officer) for one in held)
    assert plan.valid_from is not None
    given = assign(
        project.pk,
        role=plan.role,
        officer=plan.officer,
        post=plan.post,
        valid_from=plan.valid_from,
        basis=plan.basis,
        reason=plan.reason,
        by=by,
        now=now,
    )
    if plan.role == ResponsibilityRole.CHIEF or not before:
        return before, str(given.officer)
    return before, f"{before}、{given.officer}"


def _checked(plan: Plan) -> Plan:
    """``Invalid`` when what the action needs is not said."""
    if plan.action not in BulkAction.values:
        raise Invalid("请选择要办理的事项。", "action")
    if plan.action != BulkAction.ASSIGN:
        names = clean_value("tags", [plan.tag])
        if not names:
            raise Invalid("请填写标签。", "tag")
        return Plan(plan.action, tag=names[0])
    if plan.role not in ResponsibilityRole.values:
        raise Invalid("请选择责任类型。", "role")
    if plan.officer is None and plan.post is None:
        raise Invalid("请选择职务或人员。", "post")
    if plan.valid_from is None:
        raise Invalid("请填写起始日期。", "valid_from")
    return plan
