"""并入: two rows that are one firm become one. The other row stays, points at its heir, and is offered no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, NotFound
from projects.ledger.acts import Act
from projects.ledger.enterprises import ancestors, using
from projects.ledger.fields import LABELS, show_value
from projects.ledger.models import Change, Contact, Enterprise, Project, Recognition
from projects.ledger.policies import check_may_merge
from projects.ledger.services.clashes import look_again
from projects.ledger.services.enterprise_rows import keep_changes, label_of, lock_families, save_enterprise
from projects.ledger.services.projects import save_version
from projects.ledger.services.recognitions import checked_reason, retold
from projects.people.models import Officer

FILLED = ("uscc", "former_registration_number", "origin_region", "legal_representative", "registered_on")
"""What the heir takes over where it has nothing itself."""
_DUPLICATE = "并入时与现有资质重复"


@dataclass(frozen=True)
class Preview:
    """What a merge will do: whose name goes and stays, which projects, rows and values move."""

    gone: Enterprise
    heir: Enterprise
    projects: list[Project]
    contacts: int
    honours: int
    children: list[Enterprise]
    filled: list[tuple[str, str]]


def preview_merger(gone_id: UUID, heir_id: UUID, *, by: Officer) -> Preview:
    """The merge as it would be now; refused for the same reasons."""
    rows = {one.pk: one for one in Enterprise.objects.visible_to(by).filter(pk__in=[gone_id, heir_id])}
    gone, heir = _pair(rows, gone_id, heir_id)
    check_may_merge([gone, heir], by)
    return Preview(
        gone=gone,
        heir=heir,
        projects=list(using(gone).visible_to(by).select_related("landing_organisation")),
        contacts=gone.contacts.valid().count(),
        honours=gone.honours.valid().count(),
        children=list(gone.children.exclude(pk=heir.pk)),
        filled=[(label_of(name), show_value(getattr(gone, name))) for name in _taken_over(gone, heir)],
    )


@audited()
def merge_enterprises(
    gone_id: UUID,
    heir_id: UUID,
    *,
    reason: str,
    by: Officer,
    now: datetime,
    gone_version: int | None = None,
    heir_version: int | None = None,
) -> Enterprise:
    """Everything of ``gone`` goes over to ``heir``. Locks in the order of keys: families, projects, firms."""
    why = checked_reason(reason)
    lock_families()
    projects = _locked_projects(gone_id)
    gone, heir = _locked_pair(gone_id, heir_id, by)
    check_may_merge([gone, heir], by)
    _check_versions(gone, gone_version, heir, heir_version)
    if using(gone).exclude(pk__in=[project.pk for project in projects]).exists():
        raise Conflict(f"刚有项目登记了“{gone}”，请重新核对后再并入。", "changed")
    told = f"“{gone}”并入“{heir}”：{why}"[:200]
    for project in projects:
        _move_project(project, gone, heir, by=by, now=now, why=told)
    _move_rows(gone, heir, by=by, now=now)
    _move_family(gone, heir)
    changes = _hand_values(gone, heir)
    gone.parent, gone.merged_into = None, heir
    save_enterprise(gone, now=now)
    Enterprise.objects.filter(merged_into=gone).update(merged_into=heir)
    retold(heir)
    save_enterprise(heir, now=now)
    merged = Difference("merged_into", "并入", f"{gone} {gone.uscc}".strip(), heir.name)
    keep_changes(gone, [merged], by=by, now=now, why=why)
    keep_changes(heir, [merged, *changes], by=by, now=now, why=why)
    record(Act.MERGE_ENTERPRISE, heir, by=by, now=now, changes=[merged, *changes], detail=why)
    look_again(heir, by=by, now=now)
    return heir


def _pair(rows: dict[UUID, Enterprise], gone_id: UUID, heir_id: UUID) -> tuple[Enterprise, Enterprise]:
    if gone_id == heir_id:
        raise Invalid("请选择另一家企业。", "heir")
    gone, heir = rows.get(gone_id), rows.get(heir_id)
    if gone is None or heir is None:
        raise NotFound("没有找到要并入的企业。")
    merged = next((one for one in (gone, heir) if one.merged_into_id), None)
    if merged is not None:
        raise Conflict(f"“{merged}”已经并入另一家企业，请刷新页面。", "merged")
    if gone.uscc and heir.uscc:
        raise Conflict(
            f"两家的统一社会信用代码不同（{gone.uscc}、{heir.uscc}），不是同一家企业，不能并入。", "two_codes"
        )
    if gone.uscc and heir.is_abroad:
        raise Conflict(f"“{heir}”是境外企业，没有统一社会信用代码，“{gone}”有代码，不能并入。", "two_codes")
    return gone, heir


def _locked_projects(gone_id: UUID) -> list[Project]:
    """Projects that use ``gone``, locked before any enterprise, as whoever edits a project does."""
    keys = using(Enterprise(pk=gone_id)).values("pk")
    return list(Project.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))


def _locked_pair(gone_id: UUID, heir_id: UUID, by: Officer) -> tuple[Enterprise, Enterprise]:
    rows = (
        Enterprise.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(pk__in=[gone_id, heir_id])
        .order_by("pk")
    )
    return _pair({one.pk: one for one in rows}, gone_id, heir_id)


def _check_versions(gone: Enterprise, gone_version: int | None, heir: Enterprise, heir_version: int | None) -> None:
    for one, seen in ((gone, gone_version), (heir, heir_version)):
        if seen is not None and one.version != seen:
            raise Conflict(f"“{one}”刚被他人修改，请重新核对后再并入。", "changed")


def _move_project(
    project: Project, gone: Enterprise, heir: Enterprise, *, by: Officer, now: datetime, why: str
) -> None:
    before = _firms(project)
    if project.company_id == gone.pk:
        project.company = heir
    if project.investors.filter(pk=gone.pk).exists():
        project.investors.remove(gone)
        project.investors.add(heir)
    after = _firms(project)
    Change.objects.bulk_create(
        Change(project=project, at=now, by=by, field=name, label=LABELS[name], before=old, after=after[name], why=why)
        for name, old in before.items()
        if old != after[name]
    )
    save_version(project, now=now)


def _firms(project: Project) -> dict[str, str]:
    """As the file of the project tells them. The code is left out: what one row had, the heir takes over."""
    company = project.company
    return {
        "investors": "、".join(sorted(one.name for one in project.investors.all())),
        "company_name": company.name if company else "",
    }


def _move_rows(gone: Enterprise, heir: Enterprise, *, by: Officer, now: datetime) -> None:
    """Contacts, recognitions, chains; a second primary contact steps down, a second place on one list goes."""
    if heir.contacts.valid().filter(is_primary=True).exists():
        gone.contacts.valid().filter(is_primary=True).update(is_primary=False)
    Contact.objects.filter(enterprise=gone).update(enterprise=heir, updated_at=now)
    held = {(row.kind, row.text, row.list_year) for row in heir.honours.valid()}
    for row in gone.honours.valid():
        if (row.kind, row.text, row.list_year) in held:
            row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = now, by, _DUPLICATE
            row.save()
    Recognition.objects.filter(enterprise=gone).update(enterprise=heir)
    for chain in gone.anchored_chains.all():
        chain.anchors.remove(gone)
        chain.anchors.add(heir)


def _move_family(gone: Enterprise, heir: Enterprise) -> None:
    """Children come along; the heir's own group stays, or it takes that of ``gone``; neither may close a ring."""
    above = gone.parent
    if heir.parent_id == gone.pk:
        heir.parent = None
    Enterprise.objects.filter(parent=gone).exclude(pk=heir.pk).update(parent=heir)
    if heir.parent is not None and heir.pk in ancestors(heir):
        heir.parent = None
    if heir.parent is None and above is not None and heir.pk not in (above.pk, *ancestors(above)):
        heir.parent = above


def _taken_over(gone: Enterprise, heir: Enterprise) -> list[str]:
    return [name for name in FILLED if getattr(gone, name) and not getattr(heir, name)]


def _hand_values(gone: Enterprise, heir: Enterprise) -> list[Difference]:
    """What only ``gone`` knew. The code is given up before it is taken, for it is unique."""
    changes = []
    for name in _taken_over(gone, heir):
        value = getattr(gone, name)
        setattr(heir, name, value)
        changes.append(Difference(name, label_of(name), "", show_value(value)))
    if heir.uscc == gone.uscc:
        gone.uscc = ""
    return changes
