"""Doors of the room: the button under one's own reminder, the list of who has answered, and the link of the mail."""

from __future__ import annotations

import uuid
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from notifications.receipts import queries, registry, services
from notifications.receipts.forms import ReceiptForm
from notifications.receipts.queries import State
from notifications.receipts.shown import BUTTON
from projects.addresses import address_of
from projects.errors import Conflict, DomainError
from projects.people.models import Officer
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission

PAGE = 50


@require_GET
@needs(Permission.PROJECT_READ)
def receipts(request: HttpRequest) -> HttpResponse:
    """确认情况"""
    officer, now, form = officer_of(request), timezone.now(), ReceiptForm(request.GET)
    rows = queries.listed(officer, now, **form.wanted())  # type: ignore[arg-type]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = queries.standings(page.object_list, now)
    context = {
        "section": "reminders",
        "form": form,
        "page": page,
        "lines": list(found.values()),
        "counts": _counts(officer, now, form.wanted()),
        "rest": urlencode({name: value for name, value in form.wanted().items() if name != "state"}),
    }
    return render(request, "receipts/receipts.html", context)


def _counts(officer: Officer, now: datetime, wanted: dict[str, object]) -> list[tuple[str, str, int, str]]:
    """(state, label, how many, colour) of each state, narrowed by everything else that was asked for."""
    colours = {State.OVERDUE: "bad"}
    order = (State.OVERDUE, State.WAITING, State.ANSWERED)
    return [
        (state, state.label, queries.listed(officer, now, **{**wanted, "state": state}).count(), colours.get(state, ""))  # type: ignore[arg-type]
        for state in order
    ]


@require_POST
@needs(Permission.PROJECT_READ)
def acknowledge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """我已知悉, by the recipient."""
    try:
        services.acknowledge(pk, by=officer_of(request), now=timezone.now())
        messages.success(request, "已记录您的确认。")
    except Conflict as refused:
        messages.error(request, refused.detail)
    return redirect("outbox:occurrence", pk)


@csrf_exempt  # the word in the address is the right itself, and programs that show mails keep no cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, word: str) -> HttpResponse:
    """The link of a mail. To open it acknowledges nothing, for scanners of mail open every link; the button does."""
    address, now = address_of(request.META), timezone.now()
    try:
        if request.method == "POST":
            services.acknowledge_by_link(word, address=address, now=now)
        opened = services.open_link(word, address=address, now=now)
    except DomainError as refused:
        return _shown(request, {"refused": refused.detail}, refused.status)
    asks = registry.terms_of(opened.occurrence.rule) is not None and not opened.over
    by = queries.deadline_of(opened.occurrence) if asks else None
    return _shown(request, {"opened": opened, "button": BUTTON, "done": request.method == "POST", "by": by})


def _shown(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    answer = render(request, "receipts/link.html", context, status=status)
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
