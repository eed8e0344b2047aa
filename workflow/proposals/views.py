"""Doors of proposals: the list, and one with its thread and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.errors import Conflict, DomainError, NotAllowed, Stale
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from workflow.proposals import services
from workflow.proposals.forms import DoForm
from workflow.proposals.kinds import NOTICES, ProposalKind, ProposalState
from workflow.proposals.models import Proposal
from workflow.proposals.policies import may_decide, may_note
from workflow.proposals.queries import SHOWN, visible_proposal
from workflow.proposals.rules import RuleBook

ROWS_A_PAGE = 30
DEEDS: dict[str, tuple[Callable[..., Proposal], str]] = {
    "accept": (services.accept_proposal, "已采纳"),
    "dismiss": (services.dismiss_proposal, "已记为暂不采纳"),
    "note": (services.note_proposal, "已补充"),
}
MOVED = "您填写期间这条建议有了新的办理，您写的内容还在下面：请核对最新情况后再提交。"


@require_safe
@needs(Permission.PROJECT_READ)
def proposals(request: HttpRequest) -> HttpResponse:
    """Every visible proposal by state and kind (both in the address), the latest first."""
    officer, today = officer_of(request), timezone.localdate()
    state = request.GET.get("state", "")
    state = state if state in ProposalState.values else ProposalState.OPEN.value
    kind = request.GET.get("kind", "")
    seen = Proposal.objects.visible_to(officer)
    seen = seen.filter(kind=kind) if kind in ProposalKind.values else seen
    tabs = [(value, label, seen.filter(state=value).count()) for value, label in ProposalState.choices]
    found = seen.filter(state=state).select_related(*SHOWN)
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, one.days_open(today)) for one in page],
        "state": state,
        "tabs": tabs,
        "kind": kind,
        "kinds": ProposalKind.choices,
    }
    return render(request, "proposals/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_READ)
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """One proposal; ``do`` = accept, dismiss or note."""
    officer = officer_of(request)
    found = visible_proposal(officer, proposal_id)
    if request.method != "POST":
        return _page(request, found)
    do = request.POST.get("do", "")
    if do not in DEEDS:
        raise Conflict("没有识别要办理的操作，请刷新页面后重试。")
    form = _form(do, found, request)
    if not form.is_valid():
        return _page(request, found, tried=form, status=422)
    return _act(request, found, form)


def _act(request: HttpRequest, found: Proposal, form: DoForm) -> HttpResponse:
    service, said = DEEDS[form.do]
    officer = officer_of(request)
    try:
        service(found.pk, **form.cleaned_data, by=officer, now=timezone.now(), expected_version=version_of(request))
    except NotAllowed:
        raise
    except Stale:
        return _page(request, visible_proposal(officer, found.pk), tried=form, moved=MOVED, status=412)
    except DomainError as refused:
        form.refuse(refused)
        return _page(request, visible_proposal(officer, found.pk), tried=form, status=refused.status)
    messages.success(request, f"{said}。")
    return redirect("proposals:detail", found.pk)


def _form(do: str, found: Proposal, request: HttpRequest | None) -> DoForm:
    today = timezone.localdate()
    term = RuleBook.on_day(today).of(found.project.landing_organisation).term_days
    return DoForm(do, found, request.POST if request else None, on=today, term_days=term)


def _page(
    request: HttpRequest, found: Proposal, *, tried: DoForm | None = None, moved: str = "", status: int = 200
) -> HttpResponse:
    officer = officer_of(request)
    decides = found.is_open and may_decide(found.project, officer)
    offered = [*(["accept", "dismiss"] if decides else []), *(["note"] if may_note(found.project, officer) else [])]
    forms = [tried if tried is not None and tried.do == do else _form(do, found, None) for do in offered]
    context: dict[str, Any] = {
        "proposal": found,
        "project": found.project,
        "days": found.days_open(timezone.localdate()),
        "thread": found.entries.select_related("by__organisation"),
        "forms": forms,
        "tried": tried,
        "moved": moved,
        "is_notice": found.kind in NOTICES,
        "words": WORDS[found.kind],
    }
    return render(request, "proposals/detail.html", context, status=status)


WORDS: dict[str, tuple[str, str]] = {
    ProposalKind.STALE: ("采纳并退库", "采纳后项目即办理“退库”，停在当前阶段，可申报恢复入库。"),
    ProposalKind.REGISTER: ("下达限期注册通知", "采纳后记下限期，项目状态不变；期满仍未注册的，会提出退出建议。"),
    ProposalKind.START: ("下达限期开工通知", "采纳后记下限期，项目状态不变；期满仍未开工的，会提出退出建议。"),
    ProposalKind.EXIT: ("采纳并终止项目", "采纳后项目即办理“终止”，停在当前阶段，可申报恢复入库。"),
}
