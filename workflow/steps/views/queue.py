"""认定 queue: what waits for the visitor, what the own unit has handed in, and everything visible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.ledger.models import Project
from projects.ledger.stages import CLAIMED_STEPS, Step
from projects.people.models import Kind, Officer, Organisation
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.steps.deadlines import Clock, clocks_of
from workflow.steps.models import Claim, ClaimState, Delegation
from workflow.steps.policies import delegation_of
from workflow.steps.views.deciding import TAGS

PAGE_SIZE = 30
NEVER = date.max
SOONEST = (F("due_on").asc(nulls_last=True), "submitted_at", "pk")
LATEST = ("-updated_at", "-pk")
UNIT_KINDS = (Kind.CITY, Kind.DISTRICT, Kind.PARK)
TAB_LABELS = {"waiting": "等我认定", "own": "本单位申报的", "all": "全部"}
EMPTY = {
    "waiting": ("没有等您认定的申报", "有单位提交申报后会出现在这里，并按期限排列。"),
    "own": ("本单位没有这样的申报", "从项目档案的“下一步还缺什么”进入申报。"),
    "all": ("没有这样的申报", "换一个筛选条件试试。"),
}


@dataclass(frozen=True)
class Row:
    """One claim of the list; a clock only while it waits; ``delegation``: by which the visitor may answer it."""

    claim: Claim
    clock: Clock | None
    tag: str
    delegation: Delegation | None = None


@dataclass(frozen=True)
class Tab:
    """One group of claims with its size."""

    key: str
    label: str
    count: int
    url: str


@require_safe
@needs(Permission.PROJECT_READ)
def queue(request: HttpRequest) -> HttpResponse:
    """The list; tab and filters live in the address."""
    officer, today = officer_of(request), timezone.localdate()
    groups = _groups(officer, today)
    tab = request.GET.get("tab", "")
    tab = tab if tab in groups else next(iter(groups))
    order = SOONEST if tab == "waiting" else LATEST
    found = _filtered(groups[tab], request.GET).order_by(*order)
    related = ("project__landing_organisation", "verifying_unit", "second_unit", "submitted_by", "created_by")
    page = Paginator(found.select_related(*related), PAGE_SIZE).get_page(request.GET.get("page"))
    waiting = groups.get("waiting", Claim.objects.none())
    context = {
        "tab": tab,
        "tabs": [
            Tab(key, TAB_LABELS[key], group.count(), f"?{urlencode({'tab': key})}") for key, group in groups.items()
        ],
        "page": page,
        "rows": _rows(list(page.object_list), officer if tab == "waiting" else None, today),
        "waiting_count": waiting.count(),
        "overdue_count": waiting.filter(due_on__lt=today).count(),
        "steps": [(step, Step(step).label) for step in CLAIMED_STEPS],
        "states": ClaimState.choices,
        "units": Organisation.objects.visible_to(officer).filter(kind__in=UNIT_KINDS),
        "chosen": request.GET,
        "empty_title": EMPTY[tab][0],
        "empty_hint": EMPTY[tab][1],
    }
    return render(request, "steps/queue.html", context)


def _groups(officer: Officer, on: date) -> dict[str, QuerySet[Claim]]:
    """Tabs in the order the visitor needs them; a verifier's waiting claims come first."""
    visible = Claim.objects.visible_to(officer)
    groups: dict[str, QuerySet[Claim]] = {}
    if officer.may(Permission.CLAIM_VERIFY):
        groups["waiting"] = Claim.objects.answerable_by(officer, on=on)
    if officer.may(Permission.CLAIM_WRITE) and officer.organisation:
        groups["own"] = visible.filter(created_by__organisation__in=Organisation.objects.under(officer.organisation))
    return {**groups, "all": visible}


def _filtered(claims: QuerySet[Claim], chosen: QueryDict) -> QuerySet[Claim]:
    if chosen.get("step") in CLAIMED_STEPS:
        claims = claims.filter(step=chosen["step"])
    if chosen.get("state") in ClaimState.values:
        claims = claims.filter(state=chosen["state"])
    code = chosen.get("unit", "").replace("\x00", "")  # PostgreSQL takes no such character, not even to look for it
    unit = Organisation.objects.filter(code=code).first() if code else None
    return claims.filter(project__in=Project.objects.under(unit)) if unit else claims


def _rows(claims: list[Claim], officer: Officer | None, on: date) -> list[Row]:
    """``officer``: whoever answers these claims; None where the list is only read."""
    dues = {claim.pk: claim.due_on for claim in claims if claim.state == ClaimState.SUBMITTED and claim.due_on}
    clocks = clocks_of(dues.values(), on=on)
    given = officer is not None and Delegation.objects.in_force(on).given_to(officer).exists()
    return [
        Row(
            claim,
            clocks.get(dues.get(claim.pk, NEVER)),
            TAGS[claim.state],
            delegation_of(claim, officer, on=on) if given and officer else None,
        )
        for claim in claims
    ]
