"""Doors of the pages that compose: home, list, archive."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.ledger import policies as ledger_policies
from projects.ledger.words import shown_field
from projects.people.models import Officer
from projects.people.requests import needs, officer_of
from projects.people.roles import SIGHT, Permission
from workflow.desk.forms import ProjectFilter
from workflow.desk.queries import archive, history, listing
from workflow.desk.queries import home as home_queries
from workflow.steps.lights import light_of

ROWS_A_PAGE = 25
CONSOLES = (
    (Permission.ACCESS_WRITE, "access:accounts"),
    (Permission.PEOPLE_WRITE, "access:accounts"),
    (Permission.AUDIT_READ, "audit:entries"),
)
NO_ROLE = "您的账号还没有授予角色，暂时看不到项目。请联系安全管理员为您授予角色，授予后重新打开本系统即可。"
TABS = (
    ("overview", "概况"),
    ("responsibilities", "责任"),
    ("evidence", "佐证"),
    ("claims", "申报"),
    ("meetings", "会议"),
    ("history", "历史"),
)


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What needs me today, and how things stand; who sees no project goes on to the own console."""
    officer = officer_of(request)
    if not any(officer.may(one) for one in SIGHT):
        return _to_console(request, officer)
    return render(request, "desk/home.html", home_queries.home_of(officer, now=timezone.now()))


def _to_console(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The first page of an administrator's navigation; who holds no role at all is told whom to ask."""
    console = next((name for permission, name in CONSOLES if officer.may(permission)), None)
    if console is None:
        messages.warning(request, NO_ROLE)
    return redirect(console or "access:me")


@needs(Permission.PROJECT_READ)
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The list, filtered by the address."""
    officer = officer_of(request)
    form = ProjectFilter(request.GET, officer=officer)
    chosen = form.chosen()
    found = listing.filtered(officer, chosen, on=timezone.localdate())
    paginator = Paginator(listing.ordered(found, chosen.get("order", "-updated")), ROWS_A_PAGE)
    sums = listing.sums_of(found)
    paginator.count = sums.count
    context = {
        "form": form,
        "chips": form.chips(),
        "sums": sums,
        "page": paginator.get_page(request.GET.get("page")),
        "may_create": officer.may(Permission.PROJECT_WRITE),
    }
    return render(request, "desk/projects.html", context)


@needs(Permission.PROJECT_READ)
@require_safe
def project(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Where the project is, what is missing for the next step, who answers for it; and one tab."""
    officer, today = officer_of(request), timezone.localdate()
    found = archive.project_for(officer, project_id, on=today)
    tab = request.GET.get("tab", "overview")
    claims, meetings = history.claims_of(found, officer), history.meetings_of(found, officer)
    context = {
        "project": found,
        "industry": shown_field("industry", found.industry),
        "light": light_of(found, on=today),
        "nodes": archive.nodes_of(found, on=today),
        "ahead": archive.ahead_of(found, officer, on=today),
        "team": archive.team_of(found, officer, on=today),
        "steps": archive.actions_for(found, officer, on=today),
        "claims": claims,
        "meetings": meetings,
        "entries": history.history_of(found, limit=None if "all" in request.GET else history.SHOWN)
        if tab == "history"
        else [],
        "history_limit": history.SHOWN,
        "tabs": _tabs(found, len(claims), len(meetings)),
        "tab": tab if tab in dict(TABS) else "overview",
        "may_write": ledger_policies.may_write(found, officer),
        "may_assign": ledger_policies.may_assign(found, officer),
    }
    return render(request, "desk/project.html", context)


def _tabs(found: archive.Project, claims: int, meetings: int) -> list[tuple[str, str, int | None]]:
    counts = {"evidence": len(found.evidence.all()), "claims": claims, "meetings": meetings}
    return [(name, label, counts.get(name)) for name, label in TABS]
