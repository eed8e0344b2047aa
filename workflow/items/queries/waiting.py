"""What items want from an officer on a day, told to the database: his to-do list, and the filter of the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from projects.people.models import Officer, Organisation
from projects.people.models.organisations import OrganisationQuerySet
from projects.people.roles import Permission
from workflow.items.kinds import HANDLING, Asks, Light
from workflow.items.models import Event, Extension, Handover, Item, ItemQuerySet, JointUnit, Referral
from workflow.items.moves import ItemState
from workflow.items.policies import acts
from workflow.items.queries.lights import with_light
from workflow.steps.models import spoken_for
from workflow.steps.models.units import OFFICES

S = ItemState
PRESSING = (Light.BLUE, Light.YELLOW, Light.RED)


@dataclass(frozen=True)
class Seat:
    """Who asks on which day, and the paths of the units he speaks for: looked up once."""

    officer: Officer
    on: date
    units: tuple[str, ...]


def seat_of(officer: Officer, on: date) -> Seat:
    """One query, or none for somebody without a unit or with no right to act."""
    own = officer.organisation if acts(officer) else None
    return Seat(officer, on, tuple(spoken_for(own)) if own else ())


def asking(officer: Officer, asks: str, *, on: date) -> ItemQuerySet:
    """Visible items that want just this from the officer, the earliest deadline first."""
    found = _ASKS[asks](Item.objects.visible_to(officer), seat_of(officer, on))
    return found.order_by("due_on", "issued_at", "pk")


def all_asking(officer: Officer, *, on: date) -> ItemQuerySet:
    """Those that want anything from him."""
    seen, seat, wanted = Item.objects.visible_to(officer), seat_of(officer, on), Q(pk__in=[])
    for ask in _ASKS.values():
        wanted |= Q(pk__in=ask(Item.objects.all(), seat).order_by().values("pk"))
    return seen.filter(wanted)


def led_by(items: ItemQuerySet, seat: Seat) -> ItemQuerySet:
    """Those for whose lead unit he speaks, or that name him."""
    own = Q(lead__path__in=seat.units) | Q(officer=seat.officer)
    return items.filter(own) if acts(seat.officer) else items.none()


def joined_by(items: ItemQuerySet, seat: Seat) -> ItemQuerySet:
    """Those that his unit co-operates in."""
    return items.filter(pk__in=JointUnit.objects.filter(organisation__path__in=seat.units).values("item"))


def office_of(items: ItemQuerySet, officer: Officer) -> ItemQuerySet:
    """Those that his own office issued: not those of offices below it, which answer for themselves."""
    root = officer.scope_root
    if root is None or not officer.may(Permission.DISPATCH_WRITE):
        return items.none()
    return items.filter(own_issuers(root))


def own_issuers(root: Organisation) -> Q:
    """Issuers that the dispatch office of ``root`` answers for first: itself, and its departments and bodies."""
    offices = Q(issuer__kind__in=OFFICES, issuer__depth=root.depth + 1, issuer__path__startswith=root.path)
    return Q(issuer=root.pk) | offices


def _untouched(items: ItemQuerySet, officer: Officer) -> ItemQuerySet:
    """Without those he had a hand in: another person judges them."""
    return items.exclude(pk__in=Event.objects.filter(kind__in=HANDLING, by=officer).values("item"))


def _to_sign(items: ItemQuerySet, seat: Seat) -> ItemQuerySet:
    return led_by(items, seat).filter(state=S.TO_SIGN)


def _to_work(items: ItemQuerySet, seat: Seat) -> ItemQuerySet:
    """Returned ones, and those that are due soon or late."""
    led = with_light(led_by(items, seat).filter(state__in=[S.WORKING, S.RETURNED]), on=seat.on)
    return led.filter(Q(state=S.RETURNED) | Q(light__in=PRESSING))


def _to_take_over(items: ItemQuerySet, seat: Seat) -> ItemQuerySet:
    if not acts(seat.officer):
        return items.none()
    open_ = Handover.objects.filter(answer="", to_unit__path__in=seat.units).exclude(asked_by=seat.officer)
    return items.filter(pk__in=open_.values("item"), state__in=[S.TO_SIGN, S.WORKING, S.RETURNED])


def _to_join(items: ItemQuerySet, seat: Seat) -> ItemQuerySet:
    if not acts(seat.officer):
        return items.none()
    silent = JointUnit.objects.filter(replied_at__isnull=True, organisation__path__in=seat.units)
    asked = items.filter(pk__in=silent.values("item"), state__in=[S.WORKING, S.RETURNED])
    return asked.exclude(lead__path__in=seat.units)


def _to_check(items: ItemQuerySet, seat: Seat) -> ItemQuerySet:
    return _untouched(office_of(items, seat.officer).filter(state=S.CHECKING), seat.officer)


def _to_extend(items: ItemQuerySet, seat: Seat) -> ItemQuerySet:
    asked = Extension.objects.filter(answer="").exclude(asked_by=seat.officer)
    waiting = office_of(items, seat.officer).filter(pk__in=asked.values("item"), state__in=[S.WORKING, S.RETURNED])
    return _untouched(waiting, seat.officer)


def _to_review(items: ItemQuerySet, seat: Seat) -> ItemQuerySet:
    return _untouched(office_of(items, seat.officer).filter(state=S.LONG_TERM, review_on__lte=seat.on), seat.officer)


def _to_follow(items: ItemQuerySet, seat: Seat) -> ItemQuerySet:
    closed = office_of(items, seat.officer).filter(state=S.CLOSED, verified_at__isnull=True, check_due_on__lte=seat.on)
    return _untouched(closed, seat.officer)


def _to_answer(items: ItemQuerySet, seat: Seat) -> ItemQuerySet:
    if not acts(seat.officer):
        return items.none()
    asked = Referral.objects.filter(replied_at__isnull=True, to_unit__path__in=seat.units)
    return items.open().filter(pk__in=asked.values("item"))


_ASKS: dict[str, Callable[[ItemQuerySet, Seat], ItemQuerySet]] = {
    Asks.SIGN: _to_sign,
    Asks.TAKE_OVER: _to_take_over,
    Asks.WORK: _to_work,
    Asks.JOIN: _to_join,
    Asks.CHECK: _to_check,
    Asks.EXTENSION: _to_extend,
    Asks.ANSWER: _to_answer,
    Asks.REVIEW: _to_review,
    Asks.RESULT: _to_follow,
}


def own_issuers_of(officer: Officer, on: date) -> OrganisationQuerySet:
    """Units in whose name his own office issues."""
    root = officer.scope_root
    if root is None or not officer.may(Permission.DISPATCH_WRITE):
        return Organisation.objects.none()
    offices = Q(kind__in=OFFICES, depth=root.depth + 1, path__startswith=root.path)
    return Organisation.objects.current_on(on).filter(Q(pk=root.pk) | offices)


def is_own_issuer(root: Organisation, issuer: Organisation) -> bool:
    """``own_issuers`` of one pair."""
    is_office = issuer.kind in OFFICES and issuer.depth == root.depth + 1 and root.contains(issuer)
    return issuer.pk == root.pk or is_office
