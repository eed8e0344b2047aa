"""What each filter of the list offers: fixed words, and what the officer's own projects hold."""

from __future__ import annotations

from projects.ledger.models import Chain, Project, Tag
from projects.ledger.models.projects import ProjectQuerySet
from projects.people.models import Kind, Officer, Organisation
from workflow.desk.columns import SORTS, Column
from workflow.desk.queries import tiers

Choices = list[tuple[str, str]]

ANY = ("", "全部")
YES = (ANY, ("1", "是"))
CHIEF_STATES = (("missing", "应有而未指定"), ("needed", "需要首席责任人"))
BANDS = (("", "以上（含本数，大档包含在小档内）"), ("1", "区间（各档互不重叠）"))
SILENCES = tuple((str(days), f"{days}天以上") for days in (15, 30, 45, 60, 90))
CLAIM_STATES = (("submitted", "有申报待认定"), ("returned", "有申报被退回"))
TIERS = tuple((key, tiers.label_of(key, exclusive=False)) for key in tiers.KEYS)
UNIT_KINDS = (Kind.PROVINCE, Kind.CITY, Kind.DISTRICT, Kind.PARK, Kind.TOWNSHIP)
CONTACT_KINDS = (*UNIT_KINDS, Kind.DEPARTMENT, Kind.TEAM)
_UP_DOWN = {"date": ("从早到晚", "从近到远"), "instant": ("从早到晚", "从近到远"), "text": ("顺序", "倒序")}


def orders() -> Choices:
    """Every column that sorts, both ways: 总投资从大到小."""
    usual = [("", "最近更新")]
    return usual + [choice for column in SORTS for choice in _both_ways(column)]


def _both_ways(column: Column) -> Choices:
    up, down = _UP_DOWN.get(column.kind, ("从小到大", "从大到小"))
    return [(f"-{column.sort}", f"{column.label}{down}"), (column.sort, f"{column.label}{up}")]


def units_of(officer: Officer) -> tuple[Choices, Choices]:
    """Code and indented name of the units in the officer's subtree: where projects land, and who may have met them."""
    root = officer.scope_root
    if root is None:
        return [], []
    units = list(Organisation.objects.under(root).filter(kind__in=CONTACT_KINDS))
    named = [(unit.kind, (unit.code, "　" * (unit.depth - root.depth) + unit.label)) for unit in units]
    return [choice for kind, choice in named if kind in UNIT_KINDS], [choice for _, choice in named]


def chains_of(officer: Officer, visible: ProjectQuerySet) -> Choices:
    """Chains that the city has named, and those that projects name."""
    named = Chain.objects.visible_to(officer).filter(is_active=True).order_by().values_list("name")
    used = visible.exclude(chain="").order_by().values_list("chain")
    return [(name, name) for (name,) in sorted(named.union(used))]


def tags_of(visible: ProjectQuerySet) -> Choices:
    """Tags that visible projects bear."""
    bearing = Project.tags.through.objects.filter(project__in=visible)
    return [(tag.name, tag.name) for tag in Tag.objects.filter(pk__in=bearing.values("tag"))]
