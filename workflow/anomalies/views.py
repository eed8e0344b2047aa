"""异常线索: what stands out, why, and what to look at next."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from projects.errors import DomainError, Invalid, NotAllowed
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.anomalies import services
from workflow.anomalies.forms import AnomalyFilter, ClearForm
from workflow.anomalies.kinds import KINDS
from workflow.anomalies.models import AnomalyRules
from workflow.anomalies.policies import may_clear
from workflow.anomalies.queries import Line, lines_for, narrowed

ROWS_A_PAGE = 25
OF_CODE = {kind.code: kind for kind in KINDS}


@require_safe
@needs(Permission.OVERSIGHT_READ)
def anomalies(request: HttpRequest) -> HttpResponse:
    """Filtered by the address; one tab a kind."""
    return _page(request, request.GET)


@require_POST
@needs(Permission.DISPATCH_WRITE)
def clear(request: HttpRequest) -> HttpResponse:
    """已核实无问题. What was typed stays when it is refused."""
    back = QueryDict(request.POST.get("back", ""))
    form = ClearForm(request.POST)
    if not form.is_valid():
        raise Invalid("没有识别要核实的线索，请刷新页面后重试。")
    try:
        services.clear_anomaly(**form.cleaned_data, by=officer_of(request), now=timezone.now())
    except NotAllowed:
        raise
    except DomainError as refused:
        return _page(request, back, tried=(form.cleaned_data, refused.detail), status=refused.status)
    messages.success(request, "已记为核实无问题；事实有变化时会再次列出。")
    return redirect(_address(back))


@require_POST
@needs(Permission.DISPATCH_WRITE)
def reopen(request: HttpRequest, clearance_id: UUID) -> HttpResponse:
    """Take a clearance back."""
    services.reopen_anomaly(clearance_id, by=officer_of(request), now=timezone.now())
    messages.success(request, "已撤销核实，线索重新列为待核实。")
    return redirect(_address(QueryDict(request.POST.get("back", ""))))


def _address(query: QueryDict) -> str:
    words = query.urlencode()
    return reverse("anomalies:list") + (f"?{words}" if words else "")


def _page(
    request: HttpRequest, query: QueryDict, *, tried: tuple[dict[str, Any], str] | None = None, status: int = 200
) -> HttpResponse:
    officer, today = officer_of(request), timezone.localdate()
    form = AnomalyFilter(query, officer=officer)
    lines = narrowed(lines_for(officer, on=today), form.wanted())
    kind = query.get("kind", "") if query.get("kind", "") in OF_CODE else ""
    page = Paginator(_of_kind(lines, kind), ROWS_A_PAGE).get_page(query.get("page"))
    root = officer.scope_root
    context = {
        "form": form,
        "kind": OF_CODE.get(kind),
        "tabs": _tabs(lines),
        "page": page,
        "rows": [(line, OF_CODE[line.found.kind], _said(line, tried)) for line in page],
        "may_clear": may_clear(officer),
        "root": root,
        "back": query.urlencode(),
        "rules": AnomalyRules.of(root) if root else None,
        "is_filtered": any(query.get(name) for name in form.fields),
    }
    return render(request, "anomalies/list.html", context, status=status)


def _of_kind(lines: list[Line], kind: str) -> list[Line]:
    return [line for line in lines if line.found.kind == kind] if kind else lines


def _tabs(lines: list[Line]) -> list[tuple[str, str, int]]:
    counts = Counter(line.found.kind for line in lines)
    return [("", "全部", len(lines)), *((kind.code, kind.label, counts[kind.code]) for kind in KINDS)]


def _said(line: Line, tried: tuple[dict[str, Any], str] | None) -> tuple[str, str]:
    """What was typed about this line and why it was refused; nothing for the others."""
    if tried is None or (tried[0]["kind"], tried[0]["key"]) != (line.found.kind, line.found.key):
        return "", ""
    return tried[0]["reason"], tried[1]
