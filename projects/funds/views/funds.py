"""Doors of arrived funds: report, mend, look, confirm, return, withdraw, and the queue of those waiting."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.drafts.once import saves_once
from projects.errors import DomainError, Stale
from projects.funds import services
from projects.funds.forms import ConfirmForm, FundForm, ReasonForm, Refusable
from projects.funds.models import Fund
from projects.funds.policies import answerable_by, check_is_second_person, check_may_confirm_for, may_confirm_for
from projects.funds.queries import visible_fund
from projects.funds.values import FIELDS
from projects.ledger.forms.versions import differing
from projects.ledger.models import Project
from projects.ledger.policies import check_may_write, may_write
from projects.ledger.queries import visible_project
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission

PAGE = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def tab_of(project_id: UUID) -> str:
    """The archive at 资金."""
    return f"{reverse('desk:project', args=[project_id])}?tab=funds"


@needs(Permission.PROJECT_READ)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Arrivals that wait for this officer's confirmation, the longest waiting first."""
    related = ("project__landing_organisation", "created_by", "slip")
    waiting = answerable_by(officer_of(request)).select_related(*related).order_by("created_at", "id")
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    return render(request, "funds/queue.html", {"page": page})


@needs(Permission.PROJECT_READ)
@require_safe
def detail(request: HttpRequest, fund_id: UUID) -> HttpResponse:
    """One arrival with everything it says, its slip, and what may be done with it."""
    by, fund = officer_of(request), visible_fund(officer_of(request), fund_id)
    context = {"fund": fund, "project": fund.project, **rights(fund, by)}
    return render(request, "funds/detail.html", context)


def rights(fund: Fund, by: Officer) -> dict[str, bool]:
    """What ``by`` may do with the arrival as it is now."""
    writes, confirms = may_write(fund.project, by), may_confirm_for(fund.project, by)
    wrote = fund.created_by_id == by.pk or fund.writers.filter(pk=by.pk).exists()
    is_open = fund.state in ("reported", "returned")
    return {
        "may_edit": writes and is_open,
        "may_answer": confirms and not wrote and fund.state == "reported",
        "may_withdraw": (writes and is_open) or (confirms and fund.state == "confirmed"),
        "is_own": confirms and wrote and fund.state == "reported",
    }


@needs(Permission.PROJECT_READ)
@get_or_post
@saves_once
def report(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Report an arrival."""
    by = officer_of(request)
    project = visible_project(by, project_id)
    check_may_write(project, by)
    form = FundForm(request.POST or None, request.FILES or None, project=project)

    def write() -> Fund:
        return services.report_fund(project.pk, form.said(), slip=form.chosen_slip(), by=by, now=timezone.now())

    if _is_done(request, form, write, "已填报，等待核实。"):
        return redirect(tab_of(project.pk))
    return _form_page(request, form, project)


@needs(Permission.PROJECT_READ)
@get_or_post
def edit(request: HttpRequest, fund_id: UUID) -> HttpResponse:
    """Mend an arrival that is not confirmed."""
    by, fund = officer_of(request), visible_fund(officer_of(request), fund_id)
    check_may_write(fund.project, by)
    shown = {name: getattr(fund, name) for name in FIELDS} | {"slip": fund.slip, "version": fund.version}
    form = FundForm(request.POST or None, request.FILES or None, project=fund.project, fund=fund, initial=shown)

    def write() -> Fund:
        slip, seen = form.chosen_slip(), version_of(request)
        return services.edit_fund(fund.pk, form.said(), slip=slip, by=by, now=timezone.now(), expected_version=seen)

    if _is_done(request, form, write, "已保存，等待核实。"):
        return redirect("funds:fund", fund.pk)
    return _form_page(request, form, fund.project, fund=fund)


@needs(Permission.PROJECT_READ)
@get_or_post
def confirm(request: HttpRequest, fund_id: UUID) -> HttpResponse:
    """Confirm what arrived."""
    by, fund = officer_of(request), visible_fund(officer_of(request), fund_id)
    check_may_confirm_for(fund.project, by)
    check_is_second_person(fund, by)
    form = ConfirmForm(request.POST or None, initial={"amount_wan": fund.amount_wan, "version": fund.version})

    def write() -> Fund:
        found, why = form.cleaned_data["amount_wan"], form.cleaned_data["reason"]
        seen, now = version_of(request), timezone.now()
        return services.confirm_fund(fund.pk, amount_wan=found, reason=why, by=by, now=now, expected_version=seen)

    if _is_done(request, form, write, "已核实，计入到位资金。"):
        return redirect(_next(request, fund))
    return _answer_page(request, form, fund, "核实到位资金", "核实")


@needs(Permission.PROJECT_READ)
@get_or_post
def send_back(request: HttpRequest, fund_id: UUID) -> HttpResponse:
    """Return an arrival with the reason."""
    by, fund = officer_of(request), visible_fund(officer_of(request), fund_id)
    check_may_confirm_for(fund.project, by)
    check_is_second_person(fund, by)
    form = ReasonForm(request.POST or None, initial={"version": fund.version})

    def write() -> Fund:
        why, seen = form.cleaned_data["reason"], version_of(request)
        return services.return_fund(fund.pk, reason=why, by=by, now=timezone.now(), expected_version=seen)

    if _is_done(request, form, write, "已退回填报单位。"):
        return redirect(_next(request, fund))
    return _answer_page(request, form, fund, "退回到位资金", "退回")


@needs(Permission.PROJECT_READ)
@get_or_post
def withdraw(request: HttpRequest, fund_id: UUID) -> HttpResponse:
    """Declare an arrival void."""
    by, fund = officer_of(request), visible_fund(officer_of(request), fund_id)
    (check_may_confirm_for if fund.state == "confirmed" else check_may_write)(fund.project, by)
    form = ReasonForm(request.POST or None, initial={"version": fund.version})

    def write() -> Fund:
        why, seen = form.cleaned_data["reason"], version_of(request)
        return services.withdraw_fund(fund.pk, reason=why, by=by, now=timezone.now(), expected_version=seen)

    if _is_done(request, form, write, "已作废，不再计入；其进账单号可重新登记。"):
        return redirect(tab_of(fund.project_id))
    return _answer_page(request, form, fund, "作废到位资金", "作废")


def _is_done(request: HttpRequest, form: Refusable, write: Callable[[], Fund], word: str) -> bool:
    """Was the form sent, right, and accepted? A refusal goes to its field; a stale version to the top."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        fund = write()
    except Stale:
        form.is_overtaken = True
        return False
    except DomainError as refused:
        form.refuse(refused)
        return False
    messages.success(request, f"{fund} {word}")
    return True


def _form_page(request: HttpRequest, form: FundForm, project: Project, *, fund: Fund | None = None) -> HttpResponse:
    context = {"form": form, "project": project, "fund": fund, "back": tab_of(project.pk)}
    if fund is not None and form.is_overtaken:
        now = _now(request, form, fund)
        stored = {name: getattr(now, name) for name in FIELDS} | {"slip": now.slip}
        context |= {"fund": now, "differing": differing(form, stored)}
    return render(request, "funds/fund_form.html", context, status=_status(form))


def _now(request: HttpRequest, form: Refusable, fund: Fund) -> Fund:
    """The arrival as it is now; the form counts from there and keeps what was typed."""
    now = visible_fund(officer_of(request), fund.pk)
    form.count_from(now.version)
    return now


def _status(form: Refusable) -> int:
    return 412 if form.is_overtaken else 422 if form.errors else 200


def _answer_page(request: HttpRequest, form: Refusable, fund: Fund, heading: str, word: str) -> HttpResponse:
    fund = _now(request, form, fund) if form.is_overtaken else fund
    context = {"form": form, "fund": fund, "project": fund.project, "heading": heading, "word": word}
    return render(request, "funds/answer_form.html", context, status=_status(form))


def _next(request: HttpRequest, fund: Fund) -> str:
    """Back to the queue while something waits there, else to the archive."""
    waits = answerable_by(officer_of(request)).exists()
    return reverse("funds:queue") if waits else tab_of(fund.project_id)
