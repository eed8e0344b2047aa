"""Doors of the ledger of reminders: who was told what, when, by which rule, with which result."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from notifications.outbox import additions, addresses, destinations, exporting, matters, queries, services
from notifications.outbox.channels.catalogue import label_of
from notifications.outbox.forms import AddressesForm, LedgerForm
from notifications.outbox.models import Channel, Delivery, DeliveryState, Occurrence
from projects.errors import Conflict, DomainError, Invalid, NotFound
from projects.people.models import Officer
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from projects.rows import one_or_none

PAGE = 50
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DECISIONS: dict[str, Callable[..., Delivery]] = {
    "sent": partial(services.resolve_uncertain, sent=True),
    "again": partial(services.resolve_uncertain, sent=False),
    "retry": services.send_again,
    "close": services.close,
}
DONE = {
    DeliveryState.SENT: "已记为送达。",
    DeliveryState.CLOSED: "已记为了结，不再发送。",
    DeliveryState.QUEUED: "已重新排队，将在一分钟内发送。",
}


@require_GET
@needs(Permission.PROJECT_READ)
def ledger(request: HttpRequest) -> HttpResponse:
    """提醒记录"""
    officer, form = officer_of(request), LedgerForm(request.GET)
    page = Paginator(queries.ledger(officer, form.wanted()), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    named, marks = matters.names_of(rows, officer), additions.marks(rows, timezone.now())
    context = {
        "section": "reminders",
        "form": form,
        "page": page,
        "lines": [(row, named.get(row.subject_id), marks.get(row.pk, [])) for row in rows],
        "undecided": queries.undecided(officer),
        "query": request.GET.urlencode(),
    }
    return render(request, "outbox/ledger.html", context)


@require_POST
@needs(Permission.PROJECT_READ)
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """What the filters in the address leave, as xlsx."""
    officer, now, form = officer_of(request), timezone.now(), LedgerForm(request.GET)
    try:
        file = exporting.export(officer, form.wanted(), form.said(), now=now)
    except DomainError as refused:
        messages.error(request, refused.detail)
        return redirect(f"{reverse('outbox:ledger')}?{request.GET.urlencode()}")
    name = f"提醒记录-{timezone.localtime(now):%Y%m%d-%H%M%S}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=SHEET)


@require_GET
@needs(Permission.PROJECT_READ)
def occurrence(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One reminder with every attempt to deliver it; opening one's own marks it read."""
    officer = officer_of(request)
    found = _visible(pk, officer)
    if found.recipient_id == officer.pk:
        services.mark_read(found.pk, by=officer, now=timezone.now())
    return _page(request, found)


def _visible(pk: uuid.UUID, officer: Officer) -> Occurrence:
    visible = Occurrence.objects.visible_to(officer).select_related("recipient__organisation", "held__digest")
    whole = visible.prefetch_related("deliveries__tries__by", "deliveries__resolved_by", "deliveries__setup")
    found = one_or_none(whole.filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def _page(request: HttpRequest, found: Occurrence, *, refused: DomainError | None = None) -> HttpResponse:
    """``refused``: why what was asked for did not happen; what was typed stays in its field."""
    officer, now = officer_of(request), timezone.now()
    context = {
        "section": "reminders",
        "occurrence": found,
        "about": matters.names_of([found], officer).get(found.subject_id),
        "kind": matters.label_of(found.subject_type),
        "parts": additions.parts(found, officer, now),
        "merged": Occurrence.objects.filter(held__digest=found, held__is_listed=True).order_by("due_at", "pk"),
        "may_decide": officer.may(Permission.DISPATCH_WRITE),
        "ways": destinations.to_person(found, now=now) if officer.may(Permission.DISPATCH_WRITE) else [],
        "chosen": request.POST.get("channel", Channel.EMAIL),
        "refused": refused,
        "typed": request.POST.get("reason", ""),
        "typed_for": request.POST.get("about", ""),
    }
    return render(request, "outbox/occurrence.html", context, status=refused.status if refused else 200)


@require_POST
@needs(Permission.DISPATCH_WRITE)
def decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Buttons under a delivery: 已送达 / 重发 for an uncertain one, 再次发送 / 了结 for one given up."""
    officer, decision = officer_of(request), request.POST.get("decision", "")
    if decision not in DECISIONS:
        return HttpResponseBadRequest("请选择已送达或重发。")
    try:
        said = request.POST.get("reason", "")
        delivery = DECISIONS[decision](pk, reason=said, by=officer, now=timezone.now())
    except Invalid as refused:
        return _page(request, _visible(Delivery.objects.get(pk=pk).occurrence_id, officer), refused=refused)
    except Conflict as refused:
        messages.error(request, refused.detail)
        return redirect("outbox:ledger")
    messages.success(request, DONE[DeliveryState(delivery.state)])
    return redirect("outbox:occurrence", delivery.occurrence_id)


@require_POST
@needs(Permission.DISPATCH_WRITE)
def resend(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """重发: one more message, with a reason."""
    officer = officer_of(request)
    try:
        channel, reason = request.POST.get("channel", Channel.EMAIL), request.POST.get("reason", "")
        made = services.resend(pk, reason=reason, channel=channel, by=officer, now=timezone.now())
    except (Invalid, Conflict) as refused:
        return _page(request, _visible(pk, officer), refused=refused)
    said = f"已用{label_of(made.channel)}加发一条，标题注明“重发”，将在一分钟内发送。"
    messages.success(request, said if made.copy else "不再等接收时段，将在一分钟内发送。")
    return redirect("outbox:occurrence", pk)


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
