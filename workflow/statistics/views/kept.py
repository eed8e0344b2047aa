"""The doors of saved questions 常用统计 and frozen figures 定稿统计数."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.errors import DomainError, Invalid, NotFound
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.statistics import services
from workflow.statistics.explorer.opened import opened_question
from workflow.statistics.explorer.questions import question_of
from workflow.statistics.explorer.words import moment_words
from workflow.statistics.forms import AskForm, FreezeForm, KeepForm, NameForm
from workflow.statistics.keys import decode, encode
from workflow.statistics.models import FrozenFigure, SavedQuestion
from workflow.statistics.queries.published import rows_of_frozen, since_frozen, visible_frozen

WRONG = "统计条件有误，没有办理；请回到统计页面按提示更正。"
MOST_SHOWN = 100


@needs(Permission.STATISTICS_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest) -> HttpResponse:
    """What is kept; a POST keeps the question on the screen under a name."""
    by = officer_of(request)
    if request.method != "POST":
        return render(request, "statistics/saved.html", _context(by))
    form, now = KeepForm(request.POST), timezone.now()
    if form.is_valid():
        asked = AskForm(form.address(), officer=by, now=now)
        try:
            made = _save(asked, form, by)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"已存为常用统计“{made}”。")
            return redirect(address_of(made))
    return render(request, "statistics/saved.html", _context(by) | {"form": form}, status=422)


def _save(asked: AskForm, form: KeepForm, by: Officer) -> SavedQuestion:
    if not asked.is_valid():
        raise Invalid(WRONG)
    given = asked.cleaned_data
    return services.save_question(
        question_of(asked.ask()),
        name=form.cleaned_data["name"],
        is_shared=form.cleaned_data["is_shared"],
        is_moving=not (given["as_of"] or given["known_at"]),
        view={"query": asked.query()},
        by=by,
        now=asked.now,
    )


def _context(by: Officer) -> dict[str, Any]:
    found = SavedQuestion.objects.visible_to(by).select_related("owner", "organisation")[:MOST_SHOWN]
    rows = [
        (one, address_of(one), NameForm(initial=vars(one), prefix=str(one.pk)) if one.owner_id == by.pk else None)
        for one in found
    ]
    frozen = FrozenFigure.objects.visible_to(by).select_related("frozen_by").defer("rows", "cells")[:MOST_SHOWN]
    return {"rows": rows, "frozen": frozen}


def address_of(saved_question: SavedQuestion) -> str:
    """Where it opens: the page as it was, or the rows of a question that came over the API."""
    query = str(saved_question.view.get("query", ""))
    if query:
        return f"{reverse('statistics:explorer')}?{query}"
    asked = saved_question.question(now=timezone.now())
    return f"{reverse('statistics:rows')}?key={encode(asked)}"


@needs(Permission.STATISTICS_READ)
@require_POST
def saved_one(request: HttpRequest, saved_id: UUID) -> HttpResponse:
    """``do``: settle name and sharing, or remove."""
    by = officer_of(request)
    found = one_or_none(SavedQuestion.objects.visible_to(by).filter(pk=saved_id))
    if found is None:
        raise NotFound("没有找到这个常用统计，它可能已被删除或不再共用。")
    do = DEEDS.get(request.POST.get("do", ""))
    if do is None:
        raise Invalid("请选择要办理的事项。")
    try:
        do(request, found, by)
    except Invalid as refused:
        messages.error(request, refused.detail)
    return redirect("statistics:saved")


def _settle(request: HttpRequest, found: SavedQuestion, by: Officer) -> None:
    form = NameForm(request.POST, prefix=str(found.pk))
    if not form.is_valid():
        raise Invalid(form.sentence())
    services.change_question(
        found.pk,
        decode(found.key),
        name=form.cleaned_data["name"],
        is_shared=form.cleaned_data["is_shared"],
        is_moving=found.is_moving,
        view=found.view,
        by=by,
        now=timezone.now(),
        expected_version=version_of(request),
    )
    messages.success(request, f"“{form.cleaned_data['name']}”已保存。")


def _remove(request: HttpRequest, found: SavedQuestion, by: Officer) -> None:
    services.remove_question(found.pk, by=by, now=timezone.now(), expected_version=version_of(request))
    messages.success(request, f"常用统计“{found}”已删除。")


DEEDS: dict[str, Callable[[HttpRequest, SavedQuestion, Officer], None]] = {"settle": _settle, "remove": _remove}


@needs(Permission.STATISTICS_READ)
@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze the number on the screen, known when the page was shown."""
    by, form, now = officer_of(request), FreezeForm(request.POST), timezone.now()
    if not form.is_valid():
        messages.error(request, f"没有定稿：{form.sentence()}")
        return redirect(f"{reverse('statistics:explorer')}?{request.POST.get('query', '')}")
    asked = AskForm(form.address(), officer=by, now=now)
    if not asked.is_valid():
        raise Invalid(WRONG)
    try:
        made = services.freeze(question_of(asked.ask()), title=form.cleaned_data["title"], by=by, now=now)
    except Invalid as refused:
        messages.error(request, f"没有定稿：{refused.detail}")
        return redirect(f"{reverse('statistics:explorer')}?{form.cleaned_data['query']}")
    messages.success(request, "已定稿：这个数、它的明细和校验码不再变动。")
    return redirect("statistics:frozen", made.pk)


@needs(Permission.STATISTICS_READ)
@require_safe
def frozen(request: HttpRequest, frozen_id: UUID) -> HttpResponse:
    """What was published, whether the seal fits, and every record by which it differs now."""
    by, now = officer_of(request), timezone.now()
    found = visible_frozen(by, frozen_id)
    explained = since_frozen(by, found, now=now)
    context = {
        "frozen": found,
        "opened": opened_question(found.question, found.key, by, count=found.count, amount=found.amount),
        "found": explained,
        "cells": [
            {"label": label, "count": count, "amount": None if amount is None else Decimal(amount)}
            for _, label, count, amount in found.cells
        ],
        "rows": rows_of_frozen(by, found)[:MOST_SHOWN],
        "most": MOST_SHOWN,
        "before": moment_words(explained.before),
        "after": moment_words(explained.after),
    }
    return render(request, "statistics/frozen.html", context)
