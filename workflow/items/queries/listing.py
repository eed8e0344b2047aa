"""The list of items: narrowed by the words of its address, each row with its light and its clock, counted by light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, Value, When

from projects.errors import NotFound
from projects.people.models import Officer
from projects.rows import one_or_none
from projects.workdays.queries import Worked
from workflow.items.kinds import EventKind, Light
from workflow.items.models import Event, Item, ItemFile, ItemQuerySet, Urge
from workflow.items.moves import OPEN_STATES, ItemState
from workflow.items.queries.lights import of_lights, with_light
from workflow.items.queries.waiting import all_asking, joined_by, led_by, seat_of
from workflow.steps.deadlines import Clock, clocks_of

LATE = (Light.YELLOW, Light.RED)
MINE = {"lead": "我单位牵头", "joint": "我单位配合", "todo": "等我办理"}
STATES = {"all": "全部", **{str(state): str(state.label) for state in ItemState}}
"""Besides nothing, which means all that are open."""


@dataclass(frozen=True)
class Line:
    """One item as shown: its light by name and word, and its clock while one runs."""

    item: Item
    light: str
    clock: Clock | None
    urges: int = 0
    last_words: str = ""

    @property
    def late(self) -> int:
        """Working days late now, or when the closing was asked for."""
        return max(-self.clock.left, 0) if self.clock else self.item.late_days

    @property
    def light_label(self) -> str:
        """正常, 即将到期 …"""
        return str(Light(self.light).label)


def item_of(item_id: UUID, officer: Officer) -> Item:
    """The visible item with what its page shows, or ``NotFound``."""
    found = one_or_none(Item.objects.visible_to(officer).with_units().filter(pk=item_id))
    if found is None:
        raise NotFound("没有找到这件交办事项，或它不在您的查看范围内。")
    return found


def narrowed(officer: Officer, by: Mapping[str, Any], *, on: date) -> ItemQuerySet:
    """Visible items with ``light``; ``by``: cleaned words of the address, what is empty narrows nothing.

    ``state``: a state, ``all``, or nothing for the open ones. ``light``, ``unit`` (lead unit with what is below it),
    ``issuer``, ``project``, ``source``, ``late``, ``mine`` (``MINE``), ``q`` (words in matter, source, project).
    """
    found = with_light(Item.objects.visible_to(officer), on=on)
    found = _by_state(found, by.get("state") or "")
    if by.get("light"):
        found = of_lights(found, by["light"])
    if by.get("late"):
        found = of_lights(found, *LATE)
    if by.get("unit"):
        found = found.under(by["unit"])
    if by.get("issuer"):
        found = found.filter(issuer__path__startswith=by["issuer"].path)
    if by.get("project"):
        found = found.filter(project=by["project"])
    if by.get("source"):
        found = found.filter(source_kind=by["source"])
    return _with_words(_of_mine(found, by.get("mine") or "", officer, on), by.get("q") or "")


def _by_state(found: ItemQuerySet, state: str) -> ItemQuerySet:
    if state == "all":
        return found
    return found.filter(state__in=[state] if state else OPEN_STATES)


def _of_mine(found: ItemQuerySet, mine: str, officer: Officer, on: date) -> ItemQuerySet:
    match mine:
        case "lead":
            return led_by(found, seat_of(officer, on))
        case "joint":
            return joined_by(found, seat_of(officer, on))
        case "todo":
            return found.filter(pk__in=all_asking(officer, on=on).values("pk"))
        case _:
            return found


def _with_words(found: ItemQuerySet, text: str) -> ItemQuerySet:
    for word in text.replace("\x00", " ").split()[:5]:
        said = Q(matter__icontains=word) | Q(source_label__icontains=word) | Q(project__name__icontains=word)
        found = found.filter(said)
    return found


def counted(found: ItemQuerySet) -> list[tuple[str, str, int]]:
    """Light, its word, and how many; without those there are none of. One query."""
    rows: dict[str, int] = dict(found.order_by().values_list("light").annotate(times=Count("pk")))  # type: ignore[misc]
    return [(str(light), str(light.label), rows[light]) for light in reversed(_ORDER) if rows.get(light)]


_ORDER = (Light.NONE, Light.GREY, Light.GREEN, Light.BLUE, Light.YELLOW, Light.RED)


_PLACE = Case(
    When(state__in=(ItemState.CLOSED, ItemState.VOID), then=Value(2)),
    When(state=ItemState.LONG_TERM, then=Value(1)),
    default=Value(0),
    output_field=IntegerField(),
)


def by_urgency(found: ItemQuerySet) -> ItemQuerySet:
    """The earliest deadline first; long-term ones after those, closed ones last."""
    return found.annotate(place=_PLACE).order_by("place", "due_on", F("issued_at").desc(), "pk")


def lines_of(items: Sequence[Item], *, on: date, with_words: bool = False, known: Worked | None = None) -> list[Line]:
    """Rows as shown: one query more where the days are not ``known``, and two ``with_words`` (urges, the last reply).

    Items without ``light`` get it from another query.
    """
    clocks = clocks_of([one.due_on for one in items if one.state in TICKING], on=on, known=known)
    lights = _lights_of(items, on=on)
    urges, words = _told_of(items) if with_words else ({}, {})
    return [
        Line(
            one,
            lights[one.pk],
            clocks[one.due_on] if one.state in TICKING else None,
            urges.get(one.pk, 0),
            words.get(one.pk, ""),
        )
        for one in items
    ]


TICKING = (ItemState.TO_SIGN, ItemState.WORKING, ItemState.RETURNED)


def _told_of(items: Sequence[Item]) -> tuple[dict[UUID, int], dict[UUID, str]]:
    """Number of urges and last words of the lead unit, by item."""
    own = [one.pk for one in items]
    urges = Urge.objects.filter(item__in=own).order_by().values("item").annotate(times=Count("pk"))
    replies = Event.objects.filter(item__in=own, kind__in=[EventKind.REPLIED, EventKind.SUBMITTED])
    words = dict(replies.order_by("item", "sequence").values_list("item", "note"))  # the last of each stays
    return dict(urges.values_list("item", "times")), words


def _lights_of(items: Sequence[Item], *, on: date) -> dict[UUID, str]:
    known = {one.pk: one.light for one in items if hasattr(one, "light")}
    asked = [one.pk for one in items if one.pk not in known]
    if asked:
        rows = with_light(Item.objects.filter(pk__in=asked), on=on)
        known |= {one.pk: one.light for one in rows.order_by()}  # type: ignore[attr-defined]
    return known


def file_of(item_id: UUID, file_id: UUID, officer: Officer) -> ItemFile:
    """A file of a visible item, or ``NotFound``."""
    seen = Item.objects.visible_to(officer).filter(pk=item_id)
    found = one_or_none(ItemFile.objects.filter(event__item__in=seen.values("pk"), pk=file_id))
    if found is None:
        raise NotFound("没有找到这份材料，或它不在您的查看范围内。")
    return found
