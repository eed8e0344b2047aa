"""What an officer has to report, what he organises, and how units kept their deadlines over a year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.reporting.kinds import OWED, ReturnState
from workflow.reporting.models import ReportRequest, ReportReturn, ReportRound
from workflow.reporting.policies import may_run

FULL = Decimal(100)
STANDINGS = ("on_time", "late", "missing", "exempt")


def due_returns(officer: Officer) -> QuerySet[ReportReturn]:
    """What the officer's unit owes, the earliest deadline first."""
    owed = ReportReturn.objects.to_fill_by(officer).select_related("round__request", "unit")
    return owed.order_by("round__due_at", "unit__path", "pk")


def past_returns(officer: Officer) -> QuerySet[ReportReturn]:
    """Returns of the officer's own unit and those below it, the latest round first."""
    own = officer.organisation
    seen = ReportReturn.objects.visible_to(officer).select_related("round__request", "unit")
    found = seen.filter(unit__path__startswith=own.path) if own else seen.none()
    return found.order_by("-round__due_at", "unit__path", "pk")


@dataclass(frozen=True)
class Asked:
    """A request that the officer organises, with its latest round and how many of its units still owe."""

    request: ReportRequest
    round: ReportRound | None
    asked: int
    owing: int

    @property
    def reported(self) -> int:
        """Units whose return is in."""
        return self.asked - self.owing


def organised_by(officer: Officer) -> list[Asked]:
    """Requests of the own subtree, those in use first; three queries."""
    root = officer.scope_root
    if root is None:
        return []
    seen = ReportRequest.objects.visible_to(officer).filter(organisation__path__startswith=root.path)
    requests = list(seen.select_related("organisation").order_by("-is_active", "organisation__path", "name", "pk"))
    latest: dict[object, ReportRound] = {}
    counted = ReportRound.objects.filter(request__in=requests).annotate(
        asked=Count("returns", filter=~Q(returns__state=ReturnState.EXEMPT)),
        owing=Count("returns", filter=Q(returns__state__in=OWED)),
    )
    for one in counted.order_by("sequence"):
        latest[one.request_id] = one
    return [_asked(one, latest.get(one.pk)) for one in requests]


def _asked(request: ReportRequest, found: ReportRound | None) -> Asked:
    if found is None:
        return Asked(request, None, 0, 0)
    found.request = request
    return Asked(request, found, found.asked, found.owing)  # type: ignore[attr-defined]  # annotated


def rounds_to_chase(officer: Officer, now: datetime) -> list[tuple[ReportRound, int]]:
    """Open rounds of the officer's office whose deadline has passed, with how many units are missing."""
    if not officer.may(Permission.DISPATCH_WRITE):
        return []
    seen = ReportRound.objects.visible_to(officer).open().filter(due_at__lt=now)
    counted = seen.select_related("request__organisation").annotate(
        missing=Count("returns", filter=Q(returns__state=ReturnState.PENDING))
    )
    found = [one for one in counted.order_by("due_at", "pk") if may_run(one.request, officer)]
    return [(one, one.missing) for one in found]


@dataclass(frozen=True)
class UnitYear:
    """How one unit kept its deadlines. ``rate``: per cent in time of all that were due, half up; None of none."""

    unit: Organisation
    counts: dict[str, int]
    nil: int

    @property
    def due(self) -> int:
        """Rounds that counted: exemptions do not."""
        return self.counts["on_time"] + self.counts["late"] + self.counts["missing"]

    @property
    def rate(self) -> Decimal | None:
        """One decimal."""
        if not self.due:
            return None
        return (FULL * self.counts["on_time"] / self.due).quantize(Decimal("0.1"), ROUND_HALF_UP)


def year_of(officer: Officer, year: int, now: datetime, *, request: ReportRequest | None = None) -> list[UnitYear]:
    """Every unit in sight that had a deadline in ``year``, in the order of the tree; past deadlines only."""
    first, last = _year(year)
    returns = ReportReturn.objects.visible_to(officer).filter(round__due_at__gte=first, round__due_at__lt=last)
    returns = returns.filter(round__due_at__lt=now).select_related("round", "unit").order_by("unit__path")
    if request is not None:
        returns = returns.filter(round__request=request)
    found: dict[object, list[ReportReturn]] = defaultdict(list)
    for one in returns:
        found[one.unit_id].append(one)
    return [_unit_year(rows, now) for rows in found.values()]


def years_with_rounds(officer: Officer, today: date) -> list[int]:
    """Years in which the officer's rounds were due, the latest first; this year always."""
    seen = ReportRound.objects.visible_to(officer).datetimes("due_at", "year")
    return sorted({timezone.localtime(one).year for one in seen} | {today.year}, reverse=True)


def _unit_year(rows: Sequence[ReportReturn], now: datetime) -> UnitYear:
    counts = Counter(one.standing_at(now) for one in rows)
    return UnitYear(rows[0].unit, {key: counts[key] for key in STANDINGS}, sum(one.is_nil for one in rows))


def _year(year: int) -> tuple[datetime, datetime]:
    zone = timezone.get_default_timezone()
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
