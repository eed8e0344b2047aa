"""Doors of the ledger of reminders: who was told what, when, by which rule, with which result."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from notifications.outbox import addresses, queries, services
from notifications.outbox.forms import AddressesForm, LedgerForm
from notifications.outbox.models import Delivery, DeliveryState, Occurrence
from projects.errors import Conflict, Invalid, NotFound
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission

PAGE = 50
DECISIONS: dict[str, Callable[..., Delivery]] = {
    "sent": partial(services.resolve_uncertain, sent=True),
    "again": partial(services.resolve_uncertain, sent=False),
    "retry": services.send_again,
}


@require_GET
@needs(Permission.PROJECT_READ)
def ledger(request: HttpRequest) -> HttpResponse:
    """提醒记录"""
    officer = officer_of(request)
    form = LedgerForm(request.GET)
    rows = queries.ledger(officer, form.wanted())
    context = {
        "section": "reminders",
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "undecided": queries.undecided(officer),
    }
    return render(request, "outbox/ledger.html", context)


@require_GET
@needs(Permission.PROJECT_READ)
def occurrence(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One reminder with every attempt to deliver it; opening one's own marks it read."""
    officer = officer_of(request)
    visible = Occurrence.objects.visible_to(officer).select_related("recipient__organisation")
    found = get_object_or_404(
        visible.prefetch_related("deliveries__tries__by", "deliveries__resolved_by", "deliveries__setup"), pk=pk
    )
    if found.recipient_id == officer.pk:
        services.mark_read(found.pk, by=officer, now=timezone.now())
    context = {"section": "reminders", "occurrence": found, "may_decide": officer.may("dispatch:write")}
    return render(request, "outbox/occurrence.html", context)


@require_POST
@needs(Permission.DISPATCH_WRITE)
def decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The buttons under a delivery: 已送达 / 重发 for an uncertain one, 再次发送 for one given up."""
    decision = request.POST.get("decision", "")
    if decision not in DECISIONS:
        return HttpResponseBadRequest("请选择已送达或重发。")
    try:
        delivery = DECISIONS[decision](pk, by=officer_of(request), now=timezone.now())
    except NotFound as refusal:
        raise Http404(refusal.detail) from refusal
    except Conflict as refusal:
        messages.error(request, refusal.detail)
        return redirect("outbox:ledger")
    done = "已记为送达。" if delivery.state == DeliveryState.SENT else "已重新排队，将在一分钟内发送。"
    messages.success(request, done)
    return redirect("outbox:occurrence", delivery.occurrence_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_addresses(request: HttpRequest) -> HttpResponse:
    """接收渠道: where one's own reminders go. Everybody for oneself."""
    officer = officer_of(request)
    channels = [channel for channel, _ in addresses.channels_for(officer)]
    asked = [one for one in channels if one.keeps_addresses]
    form = AddressesForm(request.POST or None, channels=asked, initial=addresses.kept(officer))
    if request.method == "POST" and form.is_valid():
        try:
            addresses.register_addresses(officer, form.cleaned_data, by=officer, now=timezone.now())
        except Invalid as refusal:
            form.add_error(refusal.field, refusal.detail)
        else:
            messages.success(request, "接收账号已保存，以后的提醒会同时发到这里。")
            return redirect("outbox:addresses")
    others = [(one.label, bool(one.address_of(officer, ""))) for one in channels if not one.keeps_addresses]
    context = {"section": "", "form": form, "others": others}
    return render(request, "outbox/addresses.html", context, status=422 if form.errors else 200)
