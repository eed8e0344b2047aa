"""What the pages of organisations show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from projects.people.models import (
    HEADS,
    Backing,
    Membership,
    Officer,
    Organisation,
    OrganisationName,
    Part,
    Post,
    Tenure,
)

OPEN_DEPTH = 2
"""Province and city stand open; what is below opens on demand."""
_ORDER_OF_PARTS = {part: place for place, part in enumerate(Part.values)}


@dataclass
class Node:
    """A unit of the tree as listed. ``is_context``: shown only because something below it was found."""

    unit: Organisation
    head: str = ""
    children: list[Node] = field(default_factory=list)
    is_context: bool = False
    is_open: bool = False
    is_ended: bool = False


@dataclass(frozen=True)
class Filters:
    """What is looked for; empty fields do not narrow."""

    q: str = ""
    kind: str = ""
    unit_class: str = ""
    ended: bool = False

    @property
    def is_search(self) -> bool:
        """Is anything looked for?"""
        return bool(self.q or self.kind or self.unit_class)


@dataclass(frozen=True)
class Chair:
    """A post on a day: its holder, and who held it before."""

    post: Post
    tenure: Tenure | None
    former: list[Tenure]


@dataclass(frozen=True)
class Borne:
    """A name with the days on which it was borne; an end that is missing is the present or not known."""

    name: str
    short_name: str
    valid_from: date | None
    valid_to: date | None
    basis: str = ""


def tree(officer: Officer, filters: Filters, *, on: date) -> tuple[list[Node], int]:
    """The visible tree, narrowed, with everybody's head on ``on``; and how many units were found."""
    visible = Organisation.objects.visible_to(officer)
    units = list(visible.select_related("unit_class", "successor").order_by("path"))
    found = _found(visible, filters) if filters.is_search else {one.pk for one in units}
    if not filters.ended and not filters.q:
        found -= {one.pk for one in units if one.is_ended_on(on)}
    heads = heads_on(on)
    nodes = {one.path: Node(one, heads.get(one.pk, ""), is_ended=one.is_ended_on(on)) for one in units}
    return _nested(nodes, found, is_search=filters.is_search), len(found)


def _found(visible: QuerySet[Organisation], filters: Filters) -> set[UUID]:
    matching = visible
    for word in filters.q.split():
        former = OrganisationName.objects.filter(Q(name__icontains=word) | Q(short_name__icontains=word))
        own = Q(name__icontains=word) | Q(short_name__icontains=word) | Q(code__istartswith=word)
        matching = matching.filter(own | Q(pk__in=former.values("organisation")))
    if filters.kind:
        matching = matching.filter(kind=filters.kind)
    if filters.unit_class:
        matching = matching.filter(unit_class__name=filters.unit_class)
    return set(matching.values_list("pk", flat=True))


def _nested(nodes: dict[str, Node], found: set[UUID], *, is_search: bool) -> list[Node]:
    """Nodes under the nearest visible one above; without branches that hold nothing of what was found."""
    roots: list[Node] = []
    for node in reversed(nodes.values()):
        node.is_context = node.unit.pk not in found
        if node.is_context and not node.children:
            continue
        holds_ended = any(child.is_ended for child in node.children)
        node.is_open = bool(node.children) and (is_search or holds_ended or node.unit.depth <= OPEN_DEPTH)
        above = next((nodes[up] for up in reversed(node.unit.lineage()[:-1]) if up in nodes), None)
        (roots if above is None else above.children).insert(0, node)
    return roots


def heads_on(on: date) -> dict[UUID, str]:
    """Who leads each unit: the 主要负责人 by post, the 组长 or 召集人 of a body or team."""
    said: dict[UUID, str] = {}
    tenures = Tenure.objects.current_on(on).filter(post__is_principal=True).order_by("-post__title")
    for unit, title, name in tenures.values_list("post__organisation", "post__title", "officer__name"):
        said[unit] = f"{title} {name}"
    members = Membership.objects.on(on).filter(part__in=HEADS)
    for unit, part, name in members.values_list("body", "part", "officer__name"):
        said[unit] = f"{Part(part).label} {name}"
    return said


def chairs(unit: Organisation, *, on: date) -> list[Chair]:
    """Posts of a unit, the principal's first."""
    held: dict[UUID, list[Tenure]] = {}
    for tenure in Tenure.objects.filter(post__organisation=unit).select_related("officer").order_by("-valid_from"):
        held.setdefault(tenure.post_id, []).append(tenure)
    posts = unit.posts.order_by("-is_principal", "title")
    return [_chair(post, held.get(post.pk, []), on) for post in posts]


def _chair(post: Post, tenures: list[Tenure], on: date) -> Chair:
    current = next((one for one in tenures if _covers(one, on)), None)
    return Chair(post, current, [one for one in tenures if one is not current and one.valid_from <= on])


def _covers(row: Tenure | Membership | Backing, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)


def members(body: Organisation, *, on: date) -> tuple[list[Membership], list[Membership]]:
    """Members on a day in the order of their parts, and those who had left before."""
    rows = list(body.memberships.select_related("officer", "organisation").order_by("valid_from", "officer__name"))
    present = [one for one in rows if _covers(one, on)]
    former = [one for one in reversed(rows) if one.valid_to is not None and one.valid_to < on]
    return sorted(present, key=lambda one: (_ORDER_OF_PARTS[one.part], one.organisation.path)), former


def backings(team: Organisation, *, on: date) -> tuple[list[Backing], list[Backing]]:
    """Units behind a team on a day, and those that were before."""
    rows = list(team.backings.select_related("unit").order_by("valid_from", "unit__path"))
    return [one for one in rows if _covers(one, on)], [one for one in rows if one.valid_to and one.valid_to < on]


def groups_of(unit: Organisation, officer: Officer, *, on: date) -> list[tuple[Organisation, str]]:
    """Bodies and teams that the unit sits in or backs, as far as ``officer`` sees them."""
    seen = Organisation.objects.visible_to(officer)
    said: dict[Organisation, set[str]] = {}
    for member in Membership.objects.on(on).filter(organisation=unit, body__in=seen).select_related("body"):
        said.setdefault(member.body, set()).add("成员单位")
    for backing in Backing.objects.on(on).filter(unit=unit, team__in=seen).select_related("team"):
        said.setdefault(backing.team, set()).add("后盾单位")
    return [(group, "、".join(sorted(parts))) for group, parts in sorted(said.items(), key=lambda item: item[0].path)]


def names_of(unit: Organisation) -> list[Borne]:
    """Every name, the present one first. Former names at hand (``with_names``) ask nothing more."""
    facts = {name: getattr(unit, name) for name in ("name", "short_name", "valid_from", "valid_to")}
    return names_with(facts, unit.former_names.all())


def names_with(facts: dict[str, Any], former: Iterable[OrganisationName]) -> list[Borne]:
    """The same of a row (``name``, ``short_name``, ``valid_from``, ``valid_to``) with its former names."""
    past = sorted(former, key=lambda one: one.valid_to)
    since = _day_after(past[-1].valid_to) if past else facts["valid_from"]
    present = Borne(facts["name"], facts["short_name"], since, facts["valid_to"])
    return [
        present,
        *(Borne(one.name, one.short_name, one.valid_from, one.valid_to, one.basis) for one in reversed(past)),
    ]


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def flat(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node of a tree."""
    for node in nodes:
        yield node
        yield from flat(node.children)
