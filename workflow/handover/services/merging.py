"""Units merge and their work goes along: projects, held posts and people, each with its own entry, in one act.

What stands in the past stays: transitions keep their snapshots, tenures and parts of old their ends, names their days.
A row that cannot go along stays where it is and says why; the merger itself goes through or not as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, DomainError
from projects.ledger.fields import LABELS, ORGANISATION_FIELDS
from projects.ledger.models import Change, Project, Responsibility
from projects.ledger.services import apply_values, differences_of, locked_project, save_version
from projects.people.models import Officer, Organisation, Post, Tenure
from projects.people.services import add_post, end_tenure, merge_organisations, start_tenure, update_officer
from workflow.handover.acts import Act
from workflow.handover.takeover import Taken, projects_of

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Merger:
    """What all steps of one merger share. ``heir`` as it stands after it."""

    heir: Organisation
    on: date
    basis: str
    by: Officer
    now: datetime

    @property
    def why(self) -> str:
        """For history and audit."""
        return f"随单位撤并转入{self.heir}（自{self.on}起）：{self.basis}"[:200]


@audited()
def merge_with_work(
    units: Iterable[Organisation],
    *,
    successor: Organisation,
    on: date,
    basis: str,
    takes_projects: bool,
    takes_people: bool,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> list[Taken]:
    """``merge_organisations``, and what the units leave behind goes to the successor; one row for each thing.

    ``takes_projects``: open projects land with, are led by, were first met by the successor instead. ``takes_people``:
    held posts, the parts held by them, and the people. Errors as ``merge_organisations``; a row that is refused is in
    the answer.
    """
    merged = list(units)
    heir = merge_organisations(
        merged, successor=successor, on=on, basis=basis, by=by, now=now, expected_version=expected_version
    )
    merger = Merger(heir, on, basis.strip(), by, now)
    taken: list[Taken] = []
    for unit in merged:
        if takes_projects:
            taken += [_tried("项目", one.number, _project, one, unit, merger) for one in projects_of(unit)]
        if takes_people:
            taken += [_tried("任职", str(one), _tenure, one, merger) for one in _tenures(unit)]
            taken += [_tried("人员", one.name, _person, one, unit, merger) for one in _people(unit)]
    return taken


def _tried(kind: str, name: str, do: Callable[..., str], *given: object) -> Taken:
    """One row in a savepoint of its own."""
    try:
        with audited():
            return Taken(kind, name, done=do(*given))
    except DomainError as refused:
        return Taken(kind, name, why=refused.detail)


def _project(known: Project, unit: Organisation, merger: Merger) -> str:
    project = locked_project(known.pk, by=merger.by, check=False)
    names = [name for name in ORGANISATION_FIELDS if getattr(project, f"{name}_id") == unit.pk]
    changes = apply_values(project, dict.fromkeys(names, merger.heir), by=merger.by, now=merger.now, why=merger.why)
    save_version(project, now=merger.now)
    record(Act.TAKE_PROJECT, project, by=merger.by, now=merger.now, changes=differences_of(changes), detail=merger.why,
           name=project.number)  # fmt: skip
    return f"{'、'.join(LABELS[name] for name in names)}改为{merger.heir}"


def _tenures(unit: Organisation) -> list[Tenure]:
    held = Tenure.objects.filter(post__organisation=unit, valid_to__isnull=True)
    return list(held.select_related("post__organisation", "officer").order_by("post__title"))


def _people(unit: Organisation) -> list[Officer]:
    """Everybody, and the accounts of systems too: those are refused in words."""
    return list(Officer.objects.filter(organisation=unit, is_active=True).order_by("username"))


def _tenure(tenure: Tenure, merger: Merger) -> str:
    """The same title at the successor, from the day of the merger; whoever sits there already keeps the chair."""
    post = _post_at(merger, tenure.post)
    sitting = post.tenures.filter(valid_to__isnull=True).select_related("officer").first()
    if sitting is not None:
        raise Conflict(f"“{post}”现由{sitting.officer}担任，请在承接单位页面另行登记任职。")
    basis, by, now = merger.basis, merger.by, merger.now
    end_tenure(tenure, valid_to=merger.on - A_DAY, basis=basis, by=by, now=now)
    start_tenure(post, tenure.officer, valid_from=merger.on, basis=basis, by=by, now=now)
    parts = Responsibility.objects.current().filter(post=tenure.post, officer=tenure.officer).order_by("project", "pk")
    for part in parts:
        _part(part, post, merger)
    return f"改任{post}" + (f"，{len(parts)}项责任随之转移" if parts else "")


def _post_at(merger: Merger, post: Post) -> Post:
    """The successor's post of this title. A new one is that of the 主要负责人 where the successor has none."""
    found = merger.heir.posts.filter(title=post.title).first()
    if found is not None:
        return found
    is_principal = post.is_principal and not merger.heir.posts.filter(is_principal=True).exists()
    return add_post(merger.heir, title=post.title, is_principal=is_principal, by=merger.by, now=merger.now)


def _part(known: Responsibility, post: Post, merger: Merger) -> None:
    """The same person answers on, by the new post: the old part ends, the new one begins the day after."""
    project = locked_project(known.project_id, by=merger.by, check=False)
    part = Responsibility.objects.select_for_update(of=("self",), no_key=True).get(pk=known.pk)
    if part.valid_to is not None:  # somebody ended it while we waited for the project
        return
    first = max(merger.on, part.valid_from)
    before, after = f"{part.officer}（{known.post}）", f"{part.officer}（{post}）"
    part.valid_to, part.updated_at = max(part.valid_from, first - A_DAY), merger.now
    part.version += 1
    part.save(update_fields=["valid_to", "version", "updated_at"])
    reason = part.reason or ("" if post.is_principal else merger.why)
    Responsibility.objects.create(
        project=project, role=part.role, officer=part.officer, post=post, valid_from=first, basis=merger.basis[:120],
        reason=reason, created_by=merger.by, created_at=merger.now, updated_at=merger.now,
    )  # fmt: skip
    role, label = part.role, part.get_role_display()
    Change.objects.create(
        project=project, at=merger.now, by=merger.by, field=role, label=label, before=before, after=after,
        why=merger.why,
    )  # fmt: skip
    save_version(project, now=merger.now)
    change = Difference(role, label, before, after)
    record(Act.TAKE_PART, project, by=merger.by, now=merger.now, changes=[change], detail=merger.why,
           name=project.number)  # fmt: skip


def _person(officer: Officer, unit: Organisation, merger: Merger) -> str:
    if officer.kind != Officer.Kind.PERSON:
        raise Conflict("接入系统的账号不随单位转移，请由安全管理员在承接单位另行登记后停用原系统。")
    values: dict[str, Organisation] = {"organisation": merger.heir}
    if officer.scope_id == unit.pk:
        values["scope"] = merger.heir
    update_officer(officer, values, by=merger.by, now=merger.now)
    return f"所属单位改为{merger.heir}"
