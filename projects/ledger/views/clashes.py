"""Doors of clashes 撞单: the list, and one of them to read, state on, rule on and reopen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.drafts.once import saves_once
from projects.errors import DomainError, NotAllowed, Stale
from projects.ledger import services
from projects.ledger.clash_pages import compared, may_reopen, may_settle, own_side
from projects.ledger.forms.clashes import Refusable, ReopenForm, RulingForm, StatementForm, status_of
from projects.ledger.kinds import ClashSide, ClashState
from projects.ledger.models import Clash, Transfer
from projects.ledger.policies_clashes import sees_both
from projects.ledger.queries_clashes import Facts, clashes_for, facts_for, statements_of, visible_clash
from projects.ledger.views.addresses import get_or_post
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission

PAGE_SIZE = 25
TABS = {"open": "待裁定", "done": "已办结", "transfers": "项目移交"}


@dataclass(frozen=True)
class Line:
    """A clash as its reader may see it: with both names, or one side's facts."""

    clash: Clash
    facts: list[Facts]
    colour: str
    due: str

    @property
    def sees_both(self) -> bool:
        """Does the reader see both projects?"""
        return len(self.facts) == len(ClashSide)


def _line(clash: Clash, facts: list[Facts], on: date) -> Line:
    left = (clash.due_on - on).days
    if clash.state != ClashState.OPEN:
        return Line(clash, facts, "grey", "")
    due = f"剩 {left} 天" if left > 0 else "今天到期" if left == 0 else f"已超期 {-left} 天"
    return Line(clash, facts, "red" if left < 0 else "yellow" if left <= 1 else "green", due)


def _lines(officer: Officer, clashes: Sequence[Clash]) -> list[Line]:
    facts, on = facts_for(officer, clashes), timezone.localdate()
    return [_line(one, [fact for fact in facts if fact.clash.pk == one.pk], on) for one in clashes]


@require_safe
@needs(Permission.PROJECT_READ)
def clashes(request: HttpRequest) -> HttpResponse:
    """Whatever the officer has a side in; the tab lives in the address."""
    officer = officer_of(request)
    opened = clashes_for(officer, state=ClashState.OPEN)
    done = clashes_for(officer).exclude(state=ClashState.OPEN).order_by("-updated_at", "pk")
    moves = Transfer.objects.visible_to(officer).select_related("project", "sender", "to").order_by("-updated_at", "pk")
    groups: dict[str, Any] = {"open": opened, "done": done, "transfers": moves}
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    page = Paginator(groups[tab], PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "tab": tab,
        "tabs": [(key, label, groups[key].count()) for key, label in TABS.items()],
        "page": page,
        "lines": _lines(officer, list(page)) if tab != "transfers" else [],
        "moves": list(page) if tab == "transfers" else [],
        "is_office": officer.may(Permission.DISPATCH_WRITE),
    }
    return render(request, "ledger/clashes.html", context)


@get_or_post
@needs(Permission.PROJECT_READ)
@saves_once
def clash(request: HttpRequest, clash_id: UUID) -> HttpResponse:
    """One of them; ``do`` = state, rule, reopen."""
    officer = officer_of(request)
    found = visible_clash(officer, clash_id)
    form = _form(request, found, officer)
    if request.method == "POST":
        if form is None:
            raise NotAllowed("这项争议目前不由您办理，请刷新后查看它等在哪一步。")
        if form.is_valid() and _done(request, found, form, officer):
            return redirect("ledger:clash", found.pk)
        if form.is_overtaken:
            found = visible_clash(officer, clash_id)
            form.count_from(found.version)
    return _show(request, found, form, officer)


def _form(request: HttpRequest, found: Clash, officer: Officer) -> Refusable | None:
    """What this reader may do now; None when nothing."""
    data, seen = request.POST if request.method == "POST" else None, {"version": found.version}
    if may_settle(found, officer):
        return RulingForm(data, initial=seen)
    if may_reopen(found, officer):
        return ReopenForm(data, initial=seen)
    return StatementForm(data, initial=seen) if own_side(found, officer) else None


def _done(request: HttpRequest, found: Clash, form: Refusable, by: Officer) -> bool:
    try:
        said = _act(request, found, form, by)
    except Stale:
        form.is_overtaken = True
        return False
    except DomainError as refused:
        form.refuse(refused)
        return False
    messages.success(request, said)
    return True


def _act(request: HttpRequest, found: Clash, form: Refusable, by: Officer) -> str:
    given, now = form.cleaned_data, timezone.now()
    if isinstance(form, RulingForm):
        services.rule_clash(
            found.pk,
            outcome=given["outcome"],
            reason=given["reason"],
            kept=given["kept"] or ClashSide.FIRST,
            first_percent=given["first_percent"],
            by=by,
            now=now,
            expected_version=version_of(request),
        )
        return "已裁定，双方都会收到通知。"
    if isinstance(form, ReopenForm):
        services.reopen_clash(found.pk, reason=given["reason"], by=by, now=now, expected_version=version_of(request))
        return "已转入复议，由原裁定人以外的同事重新裁定。"
    services.state_position(found.pk, own_side(found, by), text=given["text"], proof=given["proof"], by=by, now=now)
    return "陈述已提交裁定单位。"


def _show(request: HttpRequest, found: Clash, form: Refusable | None, officer: Officer) -> HttpResponse:
    whole = sees_both(found, officer)
    facts = facts_for(officer, [found])
    sides = ClashSide.values if whole else [one.side for one in facts]
    context = {
        "clash": found,
        "line": _line(found, facts, timezone.localdate()),
        "whole": whole,
        "rows": compared(found) if whole else [],
        "events": found.events.select_related("by__organisation") if whole else [],
        "statements": [] if whole else statements_of(found, sides),
        "form": form,
        "does": type(form).__name__ if form else "",
    }
    return render(request, "ledger/clash.html", context, status=status_of(form))
