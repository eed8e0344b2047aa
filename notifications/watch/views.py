"""The page 值守: how everything stands, what to do, and what waits for a decision."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from notifications.outbox.queries import decisions
from notifications.watch import queries, services
from notifications.watch.expected import label_of
from notifications.watch.figures import Figures, figures
from notifications.watch.glance import glance
from notifications.watch.models import ScanFailure
from notifications.watch.signs import AWAY, examine
from projects.errors import Conflict, Invalid
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission

ACTS: dict[str, Callable[..., ScanFailure]] = {"aside": services.set_aside, "back": services.take_back}
DONE = {"aside": "已搁置，不再扫描这个对象。", "back": "下一次扫描时重试，漏掉的提醒会补上。"}


@require_GET
@needs(Permission.DISPATCH_WRITE, Permission.PEOPLE_WRITE)
def duty(request: HttpRequest) -> HttpResponse:
    """值守"""
    return _page(request)


def _page(request: HttpRequest, *, refused: Invalid | None = None) -> HttpResponse:
    """``refused``: why what was asked for did not happen; what was typed stays in its field."""
    officer, now = officer_of(request), timezone.now()
    signs = examine(now)
    failures = queries.failures() if services.is_on_duty(officer) else []
    context = {
        "now": now,
        "glance": glance(signs),
        "figures": _figures(now),
        "waiting": decisions(officer),
        "reads_letters": officer.may(Permission.DISPATCH_WRITE),
        "failures": [(one, label_of(one.family)) for one in failures],
        "troubles": queries.troubles(now),
        "refused": refused,
        "typed": request.POST.get("reason", ""),
        "typed_for": request.POST.get("about", ""),
    }
    return render(request, "watch/duty.html", context, status=refused.status if refused else 200)


def _figures(now: datetime) -> Figures | None:
    """None while the database does not say."""
    try:
        return figures(now)
    except AWAY:
        return None


@require_POST
@needs(Permission.DISPATCH_WRITE, Permission.PEOPLE_WRITE)
def failure(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """搁置 and 重新扫描, each with a reason."""
    act = request.POST.get("act", "")
    if act not in ACTS:
        return HttpResponseBadRequest("请选择搁置或重新扫描。")
    try:
        ACTS[act](pk, reason=request.POST.get("reason", ""), by=officer_of(request), now=timezone.now())
    except Invalid as refused:
        return _page(request, refused=refused)
    except Conflict as refused:
        messages.error(request, refused.detail)
    else:
        messages.success(request, DONE[act])
    return redirect("watch:duty")
