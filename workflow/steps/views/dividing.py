"""分工与委托: who verifies what, who would verify a project like this, and who stands in for whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.errors import DomainError, NotFound
from projects.ledger.money import yi_to_wan
from projects.ledger.stages import Step
from projects.people.models import Officer, Organisation
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.steps import services
from workflow.steps.division import Case, Seat, seats_of
from workflow.steps.forms import CaseForm, DelegationForm, WhyForm
from workflow.steps.models import Delegation, VerifyingUnit
from workflow.steps.policies import check_may_delegate, may_delegate

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
PAST_SHOWN = 20


@require_safe
@needs(Permission.PROJECT_READ)
def division(request: HttpRequest) -> HttpResponse:
    """The rows in sight, the question ``?step=…&place=…``, and the delegations."""
    by, today = officer_of(request), timezone.localdate()
    asked = "step" in request.GET
    form = CaseForm(request.GET if asked else None, by=by, on=today)
    given = Delegation.objects.visible_to(by).select_related("unit", "to_unit", "officer", "deputy", "given_by")
    own = by.organisation
    context = {
        "rows": _rows(by),
        "form": form,
        "seats": _seats(form) if asked and form.is_valid() else None,
        "given": [(row, may_delegate(row.unit, by)) for row in given.not_over(today)],
        "over": given.filter(Q(valid_to__lt=today) | Q(ended_at__isnull=False))[:PAST_SHOWN],
        "today": today,
        "may_give": own is not None and may_delegate(own, by),
    }
    return render(request, "steps/division.html", context, status=422 if asked and form.errors else 200)


def _rows(by: Officer) -> list[VerifyingUnit]:
    seen = VerifyingUnit.objects.filter(city__in=Organisation.objects.visible_to(by))
    order = ("round", "project_kind", "start_kind", "from_wan", "pk")
    rows = seen.select_related("city", "unit").order_by(*order)
    return sorted(rows, key=lambda row: (row.city.path, Step.values.index(row.step)))


def _seats(form: CaseForm) -> list[Seat]:
    said: dict[str, Any] = form.cleaned_data
    total = yi_to_wan(said["total_yi"] or Decimal(0))
    return seats_of(Case(said["place"], said["step"], said["industrial"] == "yes", said["start_kind"], total))


@get_or_post
@needs(Permission.CLAIM_VERIFY)
def delegate(request: HttpRequest) -> HttpResponse:
    """A verifier lets another unit, or a deputy, answer for a time."""
    by, now = officer_of(request), timezone.now()
    unit = by.organisation
    if unit is None:
        raise NotFound("您没有所属单位，不能委托认定。")
    check_may_delegate(unit, by)
    today = timezone.localdate(now)
    form = DelegationForm(request.POST or None, by=by, on=today, initial={"valid_from": today})
    if request.method == "POST" and form.is_valid():
        try:
            given = services.delegate_verification(unit=unit, **_said(form), by=by, now=now)
        except DomainError as refused:
            field = {"below_wan": "below_yi"}.get(refused.field or "", refused.field)
            form.add_error(field if field in form.fields else None, refused.detail)
        else:
            messages.success(request, f"已登记委托，{given.valid_to}到期自动终止。")
            return redirect("steps:division")
    context = {"form": form, "unit": unit}
    return render(request, "steps/delegate.html", context, status=422 if form.errors else 200)


def _said(form: DelegationForm) -> dict[str, Any]:
    said = dict(form.cleaned_data)
    below = said.pop("below_yi")
    return {**said, "below_wan": None if below is None else yi_to_wan(below)}


@get_or_post
@needs(Permission.CLAIM_VERIFY)
def end_delegation(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    """End it before its day."""
    by, now = officer_of(request), timezone.now()
    given = _given(by, delegation_id, timezone.localdate(now))
    check_may_delegate(given.unit, by)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_delegation(given.pk, why=form.cleaned_data["why"], by=by, now=now)
        except DomainError as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.detail)
        else:
            messages.success(request, "已终止委托；此前按委托作出的认定仍然有效。")
            return redirect("steps:division")
    return render(
        request, "steps/delegation_end.html", {"form": form, "given": given}, status=422 if form.errors else 200
    )


def _given(by: Officer, delegation_id: UUID, on: date) -> Delegation:
    given = one_or_none(Delegation.objects.visible_to(by).not_over(on).filter(pk=delegation_id))
    if given is None:
        raise NotFound("没有找到这项委托，或它已经到期、终止。")
    return given
