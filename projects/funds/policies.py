"""Who reports an arrival, and who confirms it: never the same person."""

from __future__ import annotations

from django.db.models import Q

from projects.errors import NotAllowed
from projects.funds.models import Fund, FundQuerySet
from projects.ledger.models import Project
from projects.people.models import Officer
from projects.people.roles import Permission


def may_confirm_for(project: Project, by: Officer) -> bool:
    """A dispatch office or a verifier over the landing unit, or a verifier of a unit that the project has asked."""
    root = by.scope_root
    if root is None:
        return False
    over = root.contains(project.landing_organisation)
    if by.may(Permission.DISPATCH_WRITE) and over:
        return True
    if not by.may(Permission.CLAIM_VERIFY):
        return False
    return over or project.verifying_organisations.filter(path__startswith=root.path).exists()


def check_may_confirm_for(project: Project, by: Officer) -> None:
    """``NotAllowed`` unless ``may_confirm_for``."""
    if not may_confirm_for(project, by):
        raise NotAllowed("到位资金由上级调度办公室或认定单位核实，您没有核实这个项目资金的权限。")


def check_is_second_person(fund: Fund, by: Officer) -> None:
    """Whoever wrote any version of the row never answers it."""
    if fund.created_by_id == by.pk or fund.writers.filter(pk=by.pk).exists():
        raise NotAllowed("填报人不能核实自己填报的资金，请由另一人核实。", "four_eyes")


def answerable_by(officer: Officer) -> FundQuerySet:
    """Waiting arrivals that the officer may answer: the rules above, told to the database."""
    root = officer.scope_root
    may_verify, may_dispatch = officer.may(Permission.CLAIM_VERIFY), officer.may(Permission.DISPATCH_WRITE)
    if root is None or not (may_verify or may_dispatch):
        return Fund.objects.none()
    allowed = Q(project__landing_organisation__path__startswith=root.path)
    if may_verify:
        asked = Project.verifying_organisations.through.objects.filter(organisation__path__startswith=root.path)
        allowed |= Q(project__in=asked.values("project"))
    written = Fund.writers.through.objects.filter(officer=officer).values("fund")
    return Fund.objects.visible_to(officer).waiting().filter(allowed).exclude(pk__in=written)
