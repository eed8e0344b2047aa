"""What is true of projects and items on a day, as the rungs ask for it. A handful of queries, however many rungs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from projects.ledger.models import Project
from projects.ledger.stages import Standing
from projects.people.models import Organisation
from projects.workdays.models import Day
from workflow.items.models import Item
from workflow.items.moves import CLOCKED, ItemState
from workflow.letters.kinds import OWES_ANSWER
from workflow.letters.models import Letter
from workflow.lights.colours import RED, YELLOW
from workflow.lights.models import LightReading
from workflow.lights.months import month_start
from workflow.lights.queries.books import book_on
from workflow.lights.queries.now import light_of, with_light

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Lit:
    """A project that is not green. ``since``: the first day of this colour; ``was_red``: what it came from."""

    project: Project
    colour: str
    reasons: list[str]
    since: date
    was_red: bool


@dataclass
class Facts:
    """Of one organisation on one day. ``pairs``: month ends, (two yellow or worse, two red) by project."""

    on: date
    lit: list[Lit] = field(default_factory=list)
    two_yellows: set[UUID] = field(default_factory=set)
    two_reds: set[UUID] = field(default_factory=set)
    items: list[Item] = field(default_factory=list)
    unanswered: list[Letter] = field(default_factory=list)
    _sums: dict[date, int] = field(default_factory=dict)

    @property
    def month(self) -> str:
        """The last whole month: 2026-10."""
        return f"{month_start(self.on) - _ONE_DAY:%Y-%m}"

    @property
    def month_words(self) -> str:
        """2026年10月."""
        last = month_start(self.on) - _ONE_DAY
        return f"{last.year}年{last.month}月"

    def workdays_since(self, day: date) -> int:
        """Working days after ``day`` up to and with today; by weekday where no calendar is loaded."""
        return self._sums[self.on] - self._sums[day] if day < self.on else 0

    def red_days(self, one: Lit) -> int:
        """How many days it has been red, today included."""
        return (self.on - one.since).days + 1


def facts_of(organisation: Organisation, inner: Iterable[str], *, on: date) -> Facts:
    """``inner``: paths below that have a ladder of their own. Eight queries."""
    facts = Facts(on)
    paths = list(inner)
    facts.lit = _lit(organisation, paths, on)
    keys = [one.project.pk for one in facts.lit]
    facts.two_yellows, facts.two_reds = _month_ends(keys, (YELLOW, RED), on), _month_ends(keys, (RED,), on)
    facts.items = _items(organisation, paths)
    facts.unanswered = _unanswered(organisation, on)
    days = [item.issued_on for item in facts.items] + [item.due_on for item in facts.items]
    days += [one.due_on for one in facts.unanswered if one.due_on]
    facts._sums = _workday_sums(min([*days, on]), on)
    return facts


def _outside(paths: Sequence[str], name: str) -> Q:
    found = Q()
    for path in paths:
        found &= ~Q(**{f"{name}__startswith": path})
    return found


def _lit(organisation: Organisation, inner: Sequence[str], on: date) -> list[Lit]:
    book = book_on(on)
    here = Project.objects.under(organisation).filter(_outside(inner, "landing_organisation__path"))
    rows = with_light(here.filter(standing=Standing.ACTIVE), on=on, book=book).filter(light_colour__in=(YELLOW, RED))
    projects = list(rows.select_related("landing_organisation", "lead_organisation").order_by("number"))
    runs = _runs({one.pk: one.light_colour for one in projects}, on)
    return [
        Lit(one, one.light_colour, light_of(one, on=on, book=book).reasons, *runs[one.pk])
        for one in projects
    ]  # fmt: skip


def _runs(colours: dict[UUID, str], on: date) -> dict[UUID, tuple[date, bool]]:
    """Project → since when it has this colour, and whether it was red before. A missing night does not end it."""
    found: dict[UUID, tuple[date, bool]] = {}
    for colour in (YELLOW, RED):
        keys = [key for key, value in colours.items() if value == colour]
        read = LightReading.objects.filter(project__in=keys, day__lt=on).order_by()
        others = dict(read.exclude(colour=colour).values_list("project").annotate(last=Max("day")))
        same = read.filter(colour=colour)
        after = Q()
        for key, last in others.items():
            after |= Q(project=key, day__gt=last)
        wanted = same.filter(after | ~Q(project__in=list(others))) if others else same
        firsts = dict(wanted.values_list("project").annotate(first=Min("day")))
        reds = set(
            LightReading.objects.filter(_at(others), colour=RED).values_list("project", flat=True) if others else ()
        )
        found |= {key: (firsts.get(key, on), key in reds) for key in keys}
    return found


def _at(days: dict[UUID, date]) -> Q:
    found = Q()
    for key, day in days.items():
        found |= Q(project=key, day=day)
    return found


def _month_ends(keys: Sequence[UUID], colours: Sequence[str], on: date) -> set[UUID]:
    """Of these colours at the ends of both of the last two whole months (as ``lights.queries.two_reds_running``)."""
    last, before = month_start(on) - _ONE_DAY, month_start(on, 1) - _ONE_DAY
    read = LightReading.objects.filter(project__in=keys, day__in=(last, before), colour__in=colours).order_by()
    both = read.values("project").annotate(nights=Count("pk")).filter(nights=2)
    return set(both.values_list("project", flat=True))


def _items(organisation: Organisation, inner: Sequence[str]) -> list[Item]:
    """In the hands of a lead unit with a deadline that runs."""
    here = Item.objects.filter(issuer__path__startswith=organisation.path).filter(_outside(inner, "issuer__path"))
    waiting = here.filter(state__in=[one for one in CLOCKED if one != ItemState.CHECKING])
    return list(waiting.select_related("issuer", "lead", "officer", "project").order_by("due_on", "pk"))


def _unanswered(organisation: Organisation, on: date) -> list[Letter]:
    """Issued here, their term over, nothing handed in, and no later letter proposed from them and gone out."""
    later = Letter.objects.filter(previous=OuterRef("pk"), signed_at__isnull=False)
    found = Letter.objects.filter(organisation=organisation, state__in=OWES_ANSWER, due_on__lt=on)
    whole = ("project__landing_organisation", "project__lead_organisation", "item__lead", "item__issuer", "unit")
    return list(found.exclude(Exists(later)).select_related(*whole).order_by("due_on", "pk"))


def _workday_sums(first: date, last: date) -> dict[date, int]:
    known = dict(Day.objects.filter(date__range=(first, last)).values_list("date", "is_workday"))
    sums: dict[date, int] = defaultdict(int)
    total, day = 0, first
    while day <= last:
        total += int(known.get(day, day.isoweekday() < 6))
        sums[day] = total
        day += _ONE_DAY
    return sums
