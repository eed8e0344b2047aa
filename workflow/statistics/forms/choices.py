"""What the filters of the explorer offer: fixed words, and what the officer's own projects hold."""

from __future__ import annotations

from projects.ledger.models import Chain, Project, Tag
from projects.people.models import Kind, Officer, Organisation

Choices = list[tuple[str, str]]
ANY = ("", "全部")
PLACES = (Kind.PROVINCE, Kind.CITY, Kind.DISTRICT, Kind.PARK, Kind.TOWNSHIP)


def units_of(officer: Officer) -> Choices:
    """Code and indented name of the places in the officer's subtree."""
    root = officer.scope_root
    if root is None:
        return []
    units = Organisation.objects.under(root).filter(kind__in=PLACES)
    return [(unit.code, "　" * (unit.depth - root.depth) + unit.label) for unit in units]


def chains_of(officer: Officer) -> Choices:
    """Chains that the city has named, and those that visible projects name."""
    named = Chain.objects.visible_to(officer).filter(is_active=True).order_by().values_list("name")
    used = Project.objects.visible_to(officer).exclude(chain="").order_by().values_list("chain")
    return [(name, name) for (name,) in sorted(named.union(used))]


def tags_of(officer: Officer) -> Choices:
    """Tags that visible projects bear."""
    bearing = Project.tags.through.objects.filter(project__in=Project.objects.visible_to(officer))
    return [(tag.name, tag.name) for tag in Tag.objects.filter(pk__in=bearing.values("tag"))]


def place_of(root: Organisation | None) -> str:
    """What a bulletin calls the whole: 全市, 全省, else the unit by its name."""
    if root is None:
        return "全部"
    return {Kind.CITY: "全市", Kind.PROVINCE: "全省"}.get(Kind(root.kind), root.label)
