"""看板: five columns of projects in hand. Moving a card opens the claim of its next step and never skips one."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.ledger.stages import STAGES
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.desk.forms import ProjectFilter
from workflow.desk.queries.board import CARDS_A_COLUMN, MOST_CARDS, Column, chosen_projects, columns_of
from workflow.lights.queries.books import book_on
from workflow.lights.queries.units import lit_units

FILTERS = ("unit", "light", "chief", "tier", "chain")
"""Those in sight beside the search box; any other filter of the list works in the address, too."""


@require_safe
@needs(Permission.PROJECT_READ)
def board(request: HttpRequest) -> HttpResponse:
    """Projects in good standing by stage, filtered by the address as the list is."""
    officer, today = officer_of(request), timezone.localdate()
    form = ProjectFilter(request.GET, officer=officer)
    book = book_on(today)
    projects = chosen_projects(officer, form.chosen(), on=today, book=book)
    pairs = form.pairs()
    columns = columns_of(projects, officer, pairs=pairs, cards=_cards(request.GET), on=today, book=book)
    context = {
        "columns": [(column, _more(request.GET, column)) for column in columns],
        "form": form,
        "filters": [form[name] for name in FILTERS],
        "ignored": form.ignored(),
        "is_filtered": bool(pairs),
        "unit_lights": lit_units(officer, on=today, book=book),
        "count": sum(column.count for column in columns),
        "amount_wan": sum((column.amount_wan for column in columns), Decimal(0)),
    }
    return render(request, "desk/board.html", context)


def _cards(query: QueryDict) -> dict[str, int]:
    """Stage → how many cards its column shows, by ``cards_<stage>=24``; the usual number for anything else."""
    return {stage: _number(query.get(f"cards_{stage}", "")) for stage in STAGES}


def _number(text: str) -> int:
    wanted = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else CARDS_A_COLUMN
    return min(max(wanted, CARDS_A_COLUMN), MOST_CARDS)


def _more(query: QueryDict, column: Column) -> str:
    """The address with more cards in this column; empty when there are none."""
    if not column.following:
        return ""
    asked = query.copy()
    asked[f"cards_{column.stage}"] = str(column.more)
    return f"?{asked.urlencode()}"
