"""Deputies: who stands in for whom, and registering one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from projects.errors import DomainError, NotAllowed, NotFound, Stale
from projects.ledger.models import Deputy
from projects.ledger.policies import may_arrange_deputy
from projects.ledger.services import end_deputy, register_deputy
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from workflow.handover.forms import DeputyForm

STATES = {
    "running": ("代理中", ""),
    "ahead": ("未开始", "tag-yellow"),
    "over": ("已到期", "tag-grey"),
    "ended": ("提前结束", "tag-grey"),
}
SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_READ, Permission.PEOPLE_WRITE)
def deputies(request: HttpRequest) -> HttpResponse:
    """The list with the form to register one."""
    officer, today = officer_of(request), timezone.localdate()
    form = DeputyForm(request.POST if request.method == "POST" else None, by=officer, on=today)
    if request.method == "POST" and form.is_valid() and _registered(request, form, officer):
        return redirect("handover:deputies")
    found = Deputy.objects.visible_to(officer).select_related("principal__organisation", "deputy__organisation")
    rows = [
        (one, *STATES[state], state in ("running", "ahead") and may_arrange_deputy(one.principal, officer))
        for one in found[:SHOWN]
        if (state := one.state_on(today))
    ]
    context = {"rows": rows, "form": form}
    return render(request, "handover/deputies.html", context, status=422 if form.is_bound and form.errors else 200)


def _registered(request: HttpRequest, form: DeputyForm, by: Officer) -> bool:
    given = form.cleaned_data
    try:
        made = register_deputy(
            form.chosen("principal"),
            form.chosen("deputy"),
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            basis=given["basis"],
            by=by,
            now=timezone.now(),
        )
    except DomainError as refused:
        form.refuse(refused)
        return False
    messages.success(request, f"已登记：{made}，到期自动结束。")
    return True


@require_POST
@needs(Permission.PROJECT_READ, Permission.PEOPLE_WRITE)
def end(request: HttpRequest, deputy_id: UUID) -> HttpResponse:
    """Call one off before its last day."""
    officer = officer_of(request)
    if not Deputy.objects.visible_to(officer).filter(pk=deputy_id).exists():
        raise NotFound("没有找到这项代理，或它不在您的查看范围内。")
    try:
        ended = end_deputy(deputy_id, by=officer, now=timezone.now(), expected_version=version_of(request))
    except (Stale, NotAllowed):
        raise
    except DomainError as refused:
        messages.error(request, refused.detail)
    else:
        messages.success(request, f"{ended.deputy}不再代理{ended.principal}。")
    return redirect("handover:deputies")
