"""The door of the list 项目台账."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.errors import NotFound
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.desk.addresses import Address
from workflow.desk.columns import arranged, keys_in
from workflow.desk.models import SavedView
from workflow.desk.policies import may_run_bulk, share_choices
from workflow.desk.queries import listing, pages, tiers
from workflow.desk.queries.habits import ALL
from workflow.desk.services.bulk import MOST_ROWS
from workflow.desk.views.listed import Listed

ROWS_A_PAGE = 25
NO_VIEW = "没有找到这个视图，它可能已被删除，或没有共享给您。"


@needs(Permission.PROJECT_READ)
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The list, filtered by the address. An address that only names a view leads to the view written out."""
    listed = Listed(request.GET, officer_of(request), timezone.localdate())
    opened = _view_to_open(listed)
    if opened is not None:
        return redirect(reverse("desk:projects") + _written_out(opened))
    return render(request, "desk/projects.html", _context(listed))


def _view_to_open(listed: Listed) -> SavedView | None:
    """The view that the address names without its filters, or the one by habit for an address without anything."""
    named = listed.query.get("view", "")
    if named in ("", ALL):
        return None if listed.query else listed.view_of(listed.habits.first)
    if "set" in listed.query:
        return None
    if listed.view is None:
        raise NotFound(NO_VIEW)
    return listed.view


def _written_out(view: SavedView) -> str:
    address = Address({}, tuple(keys_in(view.columns)), str(view.pk))
    return address.link() + (f"&{view.query}" if view.query else "")


def _context(listed: Listed) -> dict[str, Any]:
    paginator = Paginator(listed.rows, ROWS_A_PAGE)
    sums = listing.sums_of(listed.found)
    paginator.count = sums.count
    page = paginator.get_page(listed.query.get("page"))
    address, form = listed.address, listed.form
    return {
        "form": form,
        "ignored": form.ignored(),
        "chips": _chips(listed),
        "sums": sums,
        "sum_links": {
            "red": address.link(light="red"),
            "yellow": address.link(light="yellow"),
            "missing": address.link(chief_state="missing"),
        },
        "page": page,
        "lines": pages.lines_of(page.object_list, listed.columns, listed.day),
        "headings": pages.headings_of(listed.columns, address),
        "address": address,
        "column_keys": listed.column_keys,
        "may_create": listed.officer.may(Permission.PROJECT_WRITE),
        "may_bulk": may_run_bulk(listed.officer),
        "most_bulk": MOST_ROWS,
        **_tiers(listed, sums.bands),
        **_views(listed),
    }


def _chips(listed: Listed) -> list[tuple[str, str]]:
    """Sentence of every filter in use, and the address without it."""
    return [(said, listed.address.link(only=(name, value))) for name, value, said in listed.form.sentences()]


def _tiers(listed: Listed, bands: tiers.Bands) -> dict[str, Any]:
    """Counts and sums by tier of what the other filters leave; the switch between nested and exclusive."""
    if "tier" in listed.chosen:
        others = {name: value for name, value in listed.chosen.items() if name != "tier"}
        bands = tiers.bands_of(listing.filtered(listed.officer, others, on=listed.on, book=listed.day.book))
    exclusive = bool(listed.chosen.get("bands"))
    return {
        "tiers": pages.tier_links(tiers.tiers_of(bands, exclusive=exclusive), listed.address),
        "exclusive": exclusive,
        "switch_link": listed.address.link(bands="" if exclusive else "1"),
    }


def _views(listed: Listed) -> dict[str, Any]:
    return {
        "views": listed.views,
        "view": listed.view,
        "changed": listed.is_changed,
        "first_view": listed.habits.first,
        "shares": share_choices(listed.officer),
        "arranged": arranged(listed.columns),
        "full_address": reverse("desk:projects") + _full(listed),
    }


def _full(listed: Listed) -> str:
    """The whole state, columns too: for sending to somebody else."""
    return Address(listed.address.filters, tuple(column.key for column in listed.columns)).link()
