"""The door of the figure explorer 统计: the question is the address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.errors import DomainError
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.statistics.explorer.answers import answer_of
from workflow.statistics.explorer.asks import HINTS
from workflow.statistics.explorer.tables import Answer
from workflow.statistics.explorer.words import ask_words
from workflow.statistics.forms import AskForm
from workflow.statistics.models import SavedQuestion
from workflow.statistics.views.kept import address_of

MOST_TABS = 12


@needs(Permission.STATISTICS_READ)
@require_safe
def explorer(request: HttpRequest) -> HttpResponse:
    """Form, answer, saved figures. What cannot be read is said at its field, and what was typed stays."""
    officer, now = officer_of(request), timezone.now()
    form = AskForm(request.GET, officer=officer, now=now)
    answer = answered(form)
    context: dict[str, Any] = {
        "form": form,
        "answer": answer,
        "hints": HINTS,
        "query": form.query(),
        "full_address": request.build_absolute_uri(f"{request.path}?{form.query()}"),
        "saved": [(one, address_of(one)) for one in SavedQuestion.objects.visible_to(officer)[:MOST_TABS]],
    }
    if answer:
        context["words"] = ask_words(form.ask(), organisation=form.organisation_name())
        context["known_at"] = f"{timezone.localtime(now):%Y-%m-%dT%H:%M:%S.%f}"
    return render(request, "statistics/explorer.html", context, status=200 if answer else 422)


def answered(form: AskForm) -> Answer | None:
    """The answer to a valid form; a refusal of the figures is put onto the form."""
    if not form.is_valid():
        return None
    try:
        return answer_of(form.ask(), form.officer)
    except DomainError as refused:
        form.refuse(refused)
        return None
