"""Door of 为什么收到/没收到."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from notifications.reminders.explaining import Outcome, explain
from notifications.reminders.forms import WhyForm
from notifications.reminders.queries import asked
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission

COLOURS = {
    Outcome.TOLD: "green",
    Outcome.INBOX: "yellow",
    Outcome.DUE: "yellow",
    Outcome.WAITING: "yellow",
    Outcome.AHEAD: "",
}


@require_GET
@needs(Permission.PROJECT_READ)
def why(request: HttpRequest) -> HttpResponse:
    """Choose a person, a rule and a thing; the rule itself answers."""
    officer, form = officer_of(request), WhyForm(request.GET)
    form.is_valid()
    question = asked(officer, form.cleaned_data)
    found = []
    if question.rule and question.person and question.subject:
        found = explain(question.rule, question.subject[0], question.person, timezone.now())
    context = {
        "section": "reminders",
        "form": form,
        "question": question,
        "answers": [(one, COLOURS.get(one.outcome, "grey")) for one in found],
        "may_ask_about_others": officer.may(Permission.DISPATCH_WRITE),
    }
    return render(request, "reminders/why.html", context)
