"""Doors of the first page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.people.models import Officer
from projects.people.requests import officer_of
from projects.people.roles import SIGHT, Permission
from workflow.desk.queries import home as home_queries

CONSOLES = (
    (Permission.ACCESS_WRITE, "access:accounts"),
    (Permission.PEOPLE_WRITE, "access:accounts"),
    (Permission.AUDIT_READ, "audit:entries"),
)
NO_ROLE = "您的账号还没有授予角色，暂时看不到项目。请联系安全管理员为您授予角色，授予后重新打开本系统即可。"


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
