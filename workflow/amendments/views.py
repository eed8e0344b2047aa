"""Doors of amendments: asking, deciding, and what waits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.drafts.once import saves_once
from projects.errors import Conflict, DomainError, NotAllowed, NotFound, Stale
from projects.ledger.fields import AMOUNT_FIELDS
from projects.ledger.models import Evidence, Project
from projects.ledger.policies import check_may_write
from projects.ledger.queries import visible_project
from projects.ledger.verified import amounts_stand
from projects.ledger.words import shown_field
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.amendments import services
from workflow.amendments.amounts import lines_of
from workflow.amendments.forms import AmendmentForm, AnswerForm
from workflow.amendments.models import Amendment, AmendmentQuerySet, AmendmentState
from workflow.amendments.policies import may_withdraw, why_not_decide
from workflow.steps.deadlines import clocks_of

PAGE_SIZE = 30
TAGS: dict[str, str] = {
    AmendmentState.SUBMITTED: "",
    AmendmentState.APPROVED: "tag-green",
    AmendmentState.RETURNED: "tag-yellow",
    AmendmentState.WITHDRAWN: "tag-grey",
}
TABS = (("waiting", "等我审定"), ("mine", "我申请的"), ("all", "全部"))
EMPTY = {
    "waiting": ("没有等您审定的金额变更", "单位提出申请后会出现在这里，并按期限排列。"),
    "mine": ("您没有提出过金额变更申请", "在项目档案的“操作”里选“申请金额变更”。"),
    "all": ("还没有金额变更申请", "签约认定之后，金额的更正、增资和减资在这里留痕。"),
}
WHO = ("project__landing_organisation", "requested_by__organisation", "deciding_unit", "decided_by")


@require_safe
@needs(Permission.PROJECT_READ)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the visitor, what the visitor asked for, and everything visible."""
    officer, today = officer_of(request), timezone.localdate()
    groups = _groups(officer)
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in groups else "waiting"
    page = Paginator(groups[tab], PAGE_SIZE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    clocks = clocks_of([one.due_on for one in found if one.is_open and one.due_on], on=today)
    context = {
        "tab": tab,
        "tabs": [(key, label, groups[key].count()) for key, label in TABS],
        "rows": [
            (one, TAGS[one.state], clocks.get(one.due_on) if one.is_open and one.due_on else None) for one in found
        ],
        "page": page,
        "empty_title": EMPTY[tab][0],
        "empty_hint": EMPTY[tab][1],
    }
    return render(request, "amendments/queue.html", context)


def _groups(officer: Officer) -> dict[str, AmendmentQuerySet]:
    seen = Amendment.objects.visible_to(officer).select_related(*WHO)
    waiting = Amendment.objects.answerable_by(officer).select_related(*WHO)
    return {
        "waiting": waiting.order_by(F("due_on").asc(nulls_last=True), "requested_at", "pk"),
        "mine": seen.filter(requested_by=officer),
        "all": seen,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_WRITE)
@saves_once
def request_form(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Ask for new amounts. ``?from=<id>`` starts from a returned request; amounts in the address are carried over."""
    by, today = officer_of(request), timezone.localdate()
    project = visible_project(by, project_id)
    check_may_write(project, by)
    if not amounts_stand(project):
        raise Conflict("项目尚未通过签约认定，金额可以直接在项目档案中修改，无需申请。", "not_verified")
    earlier = _earlier(request, project, by)
    form = AmendmentForm(
        request.POST or None,
        project=project,
        papers=Evidence.objects.filter(project=project).valid(),
        carried=_carried(request, earlier),
        initial=_initial(earlier) | {"effective_on": today},
    )
    version = version_of(request) if request.method == "POST" else project.version
    if request.method == "POST" and form.is_valid():
        try:
            made = _request(project, form, by, version, earlier)
        except DomainError as refused:
            form.refuse(refused)
            return _form_page(request, project, form, version, earlier, status=refused.status)
        messages.success(request, f"已提交，由{made.deciding_unit}的另一人审定后生效。")
        return redirect("amendments:detail", made.pk)
    return _form_page(request, project, form, version, earlier, status=422 if form.errors else 200)


def _form_page(
    request: HttpRequest, project: Project, form: AmendmentForm, version: int, earlier: Amendment | None, *, status: int
) -> HttpResponse:
    """After a stale save the page shows the present amounts beside what was typed, and may be sent again."""
    if status == Stale.status:
        project = visible_project(officer_of(request), project.pk)
        version = project.version
    shown = {name: shown_field(name, getattr(project, name)) for name in AMOUNT_FIELDS}
    context = {
        "project": project,
        "form": form,
        "version": version,
        "amounts": [(field, unit, shown[field.name]) for field, unit in form.amounts],
        "earlier": earlier,
        "open": Amendment.objects.filter(project=project).waiting().first(),
    }
    return render(request, "amendments/request.html", context, status=status)


def _request(project: Project, form: AmendmentForm, by: Officer, version: int, earlier: Amendment | None) -> Amendment:
    given = form.cleaned_data
    return services.request_amendment(
        project.pk,
        kind=given["kind"],
        values=form.values(),
        effective_on=given["effective_on"],
        reason=given["reason"],
        phase=given["phase"],
        basis=given["basis"],
        follows=earlier,
        by=by,
        now=timezone.now(),
        expected_version=version,
    )


def _earlier(request: HttpRequest, project: Project, by: Officer) -> Amendment | None:
    """The returned request that this one follows; nothing for an address that names none."""
    known = Amendment.objects.visible_to(by).filter(project=project, state=AmendmentState.RETURNED)
    wanted = request.POST.get("from") or request.GET.get("from", "")
    found = [one for one in known.filter(followed_by__isnull=True) if str(one.pk) == wanted]
    return found[0] if found else None


def _carried(request: HttpRequest, earlier: Amendment | None) -> dict[str, str]:
    """Amounts that the form starts with: those of the earlier request, else those typed on the project's own form."""
    if earlier is not None:
        return {name: pair[1] for name, pair in earlier.amounts.items()}
    return {name: request.GET.get(name, "") for name in AMOUNT_FIELDS}


def _initial(earlier: Amendment | None) -> dict[str, Any]:
    if earlier is None:
        return {}
    kept = {name: getattr(earlier, name) for name in ("kind", "phase", "reason")}
    return kept | {"basis": list(earlier.basis.all())}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_READ)
def detail(request: HttpRequest, amendment_id: UUID) -> HttpResponse:
    """Read a request; decide on it or take it back (``do`` = approve, return, withdraw)."""
    officer = officer_of(request)
    amendment = _find(amendment_id, officer)
    form = AnswerForm(request.POST or None, initial={"version": amendment.version})
    if request.method != "POST":
        return _show(request, amendment, form)
    try:
        _act(request, amendment, form)
    except NotAllowed:
        raise
    except DomainError as refused:
        amendment = _find(amendment_id, officer)
        form.add_error("note" if refused.field == "note" else None, refused.detail)
        if isinstance(refused, Stale):
            form.count_from(amendment.version)
        return _show(request, amendment, form, status=refused.status)
    return redirect("amendments:detail", amendment.pk)


def _find(amendment_id: UUID, officer: Officer) -> Amendment:
    seen = Amendment.objects.visible_to(officer).select_related(*WHO, "follows", "followed_by")
    found = one_or_none(seen.filter(pk=amendment_id))
    if found is None:
        raise NotFound("没有找到这项变更申请，或它不在您的查看范围内。")
    return found


def _act(request: HttpRequest, amendment: Amendment, form: AnswerForm) -> None:
    """Do what the pressed button says and tell the user that it is done."""
    form.is_valid()
    known: dict[str, Any] = {
        "by": officer_of(request),
        "now": timezone.now(),
        "expected_version": version_of(request),
        "note": form.cleaned_data.get("note", ""),
    }
    done = request.POST.get("do")
    if done == "approve":
        services.approve_amendment(amendment.pk, **known)
        messages.success(request, "已同意，项目金额已按申请更新。")
    elif done == "return":
        services.return_amendment(amendment.pk, **known)
        messages.success(request, "已退回，申请人会看到您的意见。")
    elif done == "withdraw":
        services.withdraw_amendment(amendment.pk, **known)
        messages.success(request, "申请已撤回。")
    else:
        raise Conflict("没有识别要办理的操作，请刷新页面后重试。")


def _show(request: HttpRequest, amendment: Amendment, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    officer = officer_of(request)
    why_not = why_not_decide(amendment, officer) if amendment.is_open else ""
    due = amendment.due_on if amendment.is_open else None
    lines = lines_of(amendment)
    asked_by_me = amendment.requested_by_id == officer.pk
    context = {
        "amendment": amendment,
        "project": amendment.project,
        "tag": TAGS[amendment.state],
        "lines": lines,
        "has_moved": any(line.now for line in lines),
        "basis": amendment.basis.select_related("uploaded_by"),
        "clock": clocks_of([due], on=timezone.localdate())[due] if due else None,
        "may_decide": amendment.is_open and not why_not,
        "why_not": why_not,
        "may_withdraw": amendment.is_open and may_withdraw(amendment, officer),
        "may_ask_again": amendment.state == AmendmentState.RETURNED
        and asked_by_me
        and not hasattr(amendment, "followed_by"),
        "form": form,
    }
    return render(request, "amendments/detail.html", context, status=status)
