"""The colour of an item on a day, told to the database so that a list can be narrowed and counted by it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.expressions import Combinable

from projects.workdays.queries import Worked
from workflow.items.kinds import Light
from workflow.items.lateness import Days
from workflow.items.models import PRESET, ItemQuerySet, ItemRule, Numbers
from workflow.items.moves import ItemState

_RUNNING = (ItemState.TO_SIGN, ItemState.WORKING, ItemState.RETURNED)
"""States in which the lead unit's clock runs; in 待核 it has stopped, ``late_days`` says where."""


def with_light(items: ItemQuerySet, *, on: date, known: Worked | None = None) -> ItemQuerySet:
    """Items with ``light`` as seen on ``on``: two queries more, however many items; one where the days are known."""
    return items.annotate(light=light_case(on, known))


def of_lights(items: ItemQuerySet, *lights: str) -> ItemQuerySet:
    """Of items ``with_light``, those of one of ``lights``."""
    wanted: Any = Q(("light__in", lights))  # a column of ``with_light``, not of the table
    return items.filter(wanted)


def light_case(on: date, known: Worked | None = None) -> Combinable:
    """blue, yellow, red by working days of the issuer's rule; grey 转长期; none 已销号; green otherwise."""
    days, cases = Days(on, known), [When(state__in=(ItemState.CLOSED, ItemState.VOID), then=Value(Light.NONE.value))]
    cases.append(When(state=ItemState.LONG_TERM, then=Value(Light.GREY.value)))
    for own, numbers in _rules():
        cases += _cases(own, numbers, days)
    return Case(*cases, default=Value(Light.GREEN.value), output_field=CharField(max_length=6))


def _rules() -> list[tuple[Q, Numbers]]:
    """Each rule with the issuers it is of, nearest first; the preset is of all the others."""
    rows = ItemRule.objects.select_related("organisation").order_by("-organisation__depth", "pk")
    own = [(Q(issuer__path__startswith=row.organisation.path), row.numbers) for row in rows]
    return [*own, (Q(pk__isnull=False), PRESET)]


def _cases(own: Q, numbers: Numbers, days: Days) -> list[When]:
    """All that the rule says of its own issuers; a rule further up never gets to them."""
    bounds = days.bounds(blue_days=numbers.blue_days, yellow_days=numbers.yellow_days)
    running, checking = own & Q(state__in=_RUNNING), own & Q(state=ItemState.CHECKING)
    return [
        When(running & Q(due_on__lt=bounds.very_late), then=Value(Light.RED.value)),
        When(running & Q(due_on__lt=bounds.late), then=Value(Light.YELLOW.value)),
        When(running & Q(due_on__lt=bounds.soon), then=Value(Light.BLUE.value)),
        When(checking & Q(late_days__gt=numbers.yellow_days), then=Value(Light.RED.value)),
        When(checking & Q(late_days__gt=0), then=Value(Light.YELLOW.value)),
        When(own, then=Value(Light.GREEN.value)),
    ]
