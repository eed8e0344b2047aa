"""Who may write in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from projects.errors import NotAllowed
from projects.ledger.enterprises import using
from projects.ledger.kinds import EvidenceKind
from projects.ledger.models import Enterprise, Project
from projects.people.models import Officer, Organisation
from projects.people.policies import may_keep
from projects.people.roles import Permission


def check_may_write(project: Project, by: Officer) -> None:
    """Only a holder of ``project:write`` whose subtree holds one of the project's units."""
    if not may_write(project, by):
        raise NotAllowed("您没有填报这个项目的权限，请联系项目的落地、牵头或首谈单位填报员。")


def may_write(project: Project, by: Officer) -> bool:
    """The question behind ``check_may_write``."""
    root = by.scope_root
    return (
        by.may(Permission.PROJECT_WRITE) and root is not None and any(root.contains(unit) for unit in project.units())
    )


IDENTITY = frozenset({"name", "uscc", "kind", "parent", "is_abroad", "former_registration_number"})
"""Fields that say which firm it is: changed by one unit, they would change the projects of all others."""


def check_may_update_enterprise(enterprise: Enterprise, by: Officer, fields: Iterable[str] = ()) -> None:
    """An enterprise that projects use is kept by the units of those projects; one that none uses, by any clerk.

    What says which firm it is (``IDENTITY``) changes only where all projects that use it have a unit in the subtree of
    ``by``: else it is for the dispatch office above them.
    """
    if not by.may(Permission.PROJECT_WRITE):
        raise NotAllowed("您没有登记企业的权限，请联系管理员授予填报员角色。")
    projects, root = using(enterprise), by.scope_root
    own = projects.with_unit_under(root) if root is not None else projects.none()
    if projects.exists() and not own.exists():
        raise NotAllowed(f"“{enterprise}”由其他单位的项目使用，只能由这些项目的填报员修改，请联系上级调度办公室。")
    if IDENTITY.isdisjoint(fields) or not projects.exclude(pk__in=own.values("pk")).exists():
        return
    raise NotAllowed(
        f"“{enterprise}”还有其他单位的项目在用，企业名称、信用代码、类型和集团母公司须由共同的上级调度办公室修改。"
        "请把要改的内容和依据报调度办公室；其他资料您可以修改。",
        "shared_enterprise",
    )


def may_update_enterprise(enterprise: Enterprise, by: Officer, fields: Iterable[str] = ()) -> bool:
    """The question behind ``check_may_update_enterprise``."""
    try:
        check_may_update_enterprise(enterprise, by, fields)
    except NotAllowed:
        return False
    return True


def may_see_contacts(enterprise: Enterprise, by: Officer) -> bool:
    """Who sees a project that uses the enterprise, or keeps it."""
    if not Enterprise.objects.visible_to(by).filter(pk=enterprise.pk).exists():
        return False
    return using(enterprise).visible_to(by).exists() or may_update_enterprise(enterprise, by)


def check_may_merge(rows: Sequence[Enterprise], by: Officer) -> None:
    """Two rows become one by the dispatch office of a subtree in which every project that uses them lands."""
    root = by.scope_root
    if not by.may(Permission.DISPATCH_WRITE) or root is None:
        raise NotAllowed("并入由调度办公室办理，请把两家企业的名称和依据报调度办公室。")
    if using(*rows).exclude(landing_organisation__path__startswith=root.path).exists():
        raise NotAllowed("这两家企业还有您范围以外的项目在用，请报共同的上级调度办公室办理。")


def may_merge(enterprise: Enterprise, by: Officer) -> bool:
    """The question behind ``check_may_merge``, asked of one row."""
    try:
        check_may_merge([enterprise], by)
    except NotAllowed:
        return False
    return True


def check_may_add_evidence(project: Project, kind: str, by: Officer) -> None:
    """Who fills in the project; a 核查记录 may also come from who verifies."""
    if kind == EvidenceKind.CHECK_RECORD and by.may(Permission.CLAIM_VERIFY):
        return
    check_may_write(project, by)


def check_may_report_for(organisation: Organisation, by: Officer) -> None:
    """A project is entered by a unit for itself or for units below it."""
    root = by.scope_root
    if not by.may(Permission.PROJECT_WRITE):
        raise NotAllowed("您没有录入项目的权限，请联系管理员授予填报员角色。")
    if root is None or not root.contains(organisation):
        raise NotAllowed(f"只能录入本单位及下属单位的项目，“{organisation}”不在您的范围内。")


def check_may_assign(project: Project, by: Officer) -> None:
    """Responsibilities are assigned by the dispatch office or by the units of the project."""
    root = by.scope_root
    if by.may(Permission.DISPATCH_WRITE) and root is not None and root.contains(project.landing_organisation):
        return
    check_may_write(project, by)


def may_assign(project: Project, by: Officer) -> bool:
    """The question behind ``check_may_assign``."""
    try:
        check_may_assign(project, by)
    except NotAllowed:
        return False
    return True


def check_may_keep_chains(city: Organisation, by: Officer) -> None:
    """The dispatch office of the city names its chains."""
    if not may_keep_chains(city, by):
        raise NotAllowed("产业链目录由市级调度办公室维护，请把要改的内容报调度办公室。")


def may_keep_chains(city: Organisation, by: Officer) -> bool:
    """The question behind ``check_may_keep_chains``."""
    root = by.scope_root
    return by.may(Permission.DISPATCH_WRITE) and root is not None and root.contains(city)


def check_may_arrange_deputy(principal: Officer, by: Officer) -> None:
    """The principal himself, the dispatch office of his subtree, or who keeps the posts (``people:write``)."""
    if principal.pk == by.pk:
        return
    root, unit = by.scope_root, principal.organisation
    office = by.may(Permission.DISPATCH_WRITE) and root is not None and unit is not None and root.contains(unit)
    if not (may_keep(unit, by) or office):
        raise NotAllowed("代理由本人、本级调度办公室或单位人员管理员登记，请联系他们办理。")


def check_gives_no_sight(principal: Officer, deputy: Officer, by: Officer) -> None:
    """Who arranges a deputy for another gives nobody, and least of all himself, sight of what he does not see."""
    if principal.pk == by.pk:
        return
    if deputy.pk == by.pk:
        raise NotAllowed("不能把自己登记为他人的代理人，请由被代理人本人登记，或由上级调度办公室登记。", "own_deputy")
    if by.may(Permission.PEOPLE_WRITE):
        return
    held = principal.responsibilities.filter(valid_to__isnull=True)
    if held.exclude(project__in=Project.objects.visible_to(by)).exists():
        raise NotAllowed("被代理人负责的项目不全在您的查看范围内，请由被代理人本人登记，或由上级调度办公室登记。")


def may_arrange_deputy(principal: Officer, by: Officer) -> bool:
    """The question behind ``check_may_arrange_deputy``."""
    try:
        check_may_arrange_deputy(principal, by)
    except NotAllowed:
        return False
    return True
