"""Reads of clashes: who may be one with whom, what either side may know, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet

from projects.errors import NotFound
from projects.ledger.clashes import Firm, Ground, Sketch, grounds_between, is_by_name, strength_of, window
from projects.ledger.kinds import ClashOutcome, ClashSide, ClashState, ClashStrength
from projects.ledger.models import CityRules, Clash, ClashEvent, Enterprise, Project, Transfer
from projects.ledger.models.clashes import LIVING
from projects.ledger.queries_candidates import candidates
from projects.nested import Nested
from projects.people.models import Kind, Officer, Organisation
from projects.rows import one_or_none

HELD_OPEN = "存在未裁定的首报争议，等待调度办公室裁定后才能签约"
HELD_LOST = "首报争议已裁定由另一方推进，请办理退库；不服裁定的，向上级调度办公室申请复议"
_WANTED = ("company", "source_organisation", "landing_organisation", "first_contact_organisation")
RECEIVING_KINDS = (Kind.CITY, Kind.DISTRICT, Kind.PARK, Kind.TOWNSHIP)


@dataclass(frozen=True)
class Match:
    """A living project that may be the same. ``is_own``: the later one's unit has a part in the first one already."""

    project: Project
    grounds: list[Ground]
    strength: ClashStrength
    is_own: bool
    unit: str

    @property
    def by_name(self) -> bool:
        """Do name and amount say so?"""
        return is_by_name(self.grounds)

    @property
    def is_clash(self) -> bool:
        """Sure enough, and between two units."""
        return not self.is_own and self.strength != ClashStrength.POSSIBLE


def sketch_of(project: Project) -> Sketch:
    """What is compared of ``project``, as it stands in memory; investors as they stand in the database."""
    firms = [*project.investors.all(), *([project.company] if project.company else [])]
    return Sketch(project.name, project.total_investment_wan, tuple(_firm(one) for one in firms))


def _firm(enterprise: Enterprise) -> Firm:
    return Firm(enterprise.name, enterprise.uscc)


def matches_of(project: Project) -> list[Match]:
    """Living projects that may be the same as ``project``, whoever sees them, the surest first. Six queries at most.

    ``project`` is found by its keys as ``services.clashes`` noted them.
    """
    return matches_of_each([project], {project.pk: sketch_of(project)})[project.pk]


def matches_of_each(
    projects: Sequence[Project], sketches: Mapping[UUID, Sketch], *, of_others: bool = False
) -> dict[UUID, list[Match]]:
    """``matches_of`` for each: as many queries as for one, and one more for each unit that lands some.

    ``of_others``: without those that the same unit entered.
    """
    rules: dict[UUID, int] = {}
    mine: dict[UUID, tuple[Sketch, int]] = {}
    for project in projects:
        unit = project.landing_organisation
        if unit.pk not in rules:
            rules[unit.pk] = CityRules.of(unit).clash_tolerance_percent
        mine[project.pk] = sketches[project.pk], rules[unit.pk]
    windows = {pk: window(sketch.total_wan, tolerance) for pk, (sketch, tolerance) in mine.items()}
    pairs = candidates(windows, of_others=of_others)
    found = _living({other for others in pairs.values() for other in others})
    units = _report_units([*(one for one in projects if pairs.get(one.pk)), *found.values()]) if found else {}
    matches: dict[UUID, list[Match]] = {}
    for project in projects:
        others = [found[key] for key in pairs.get(project.pk, ()) if key in found]
        matches[project.pk] = _matches(project, *mine[project.pk], others, units)
    return matches


def _matches(
    project: Project, mine: Sketch, tolerance: int, others: Iterable[Project], units: dict[UUID, list[str]]
) -> list[Match]:
    matches = []
    for other in others:
        grounds = grounds_between(mine, sketch_of(other), tolerance=tolerance)
        strength = strength_of(grounds)
        if strength is not None:
            matches.append(Match(other, grounds, strength, _is_own(project, other, units), units[other.pk][0]))
    return sorted(matches, key=_surest_first)


def _surest_first(one: Match) -> tuple[int, bool, datetime, str]:
    return [*ClashStrength].index(one.strength), not one.by_name, one.project.created_at, one.project.number


def _living(keys: Iterable[UUID]) -> dict[UUID, Project]:
    living = Project.objects.filter(pk__in=list(keys), standing__in=LIVING).order_by("created_at", "number")
    return {one.pk: one for one in living.select_related(*_WANTED).prefetch_related("investors")} if keys else {}


def _report_units(projects: Iterable[Project]) -> dict[UUID, list[str]]:
    """Project → paths of the units right below the city that entered it, land it and met it first."""
    units = {one.pk: [one.source_organisation, one.landing_organisation, *_met(one)] for one in projects}
    paths = {path for found in units.values() for unit in found for path in unit.lineage()}
    cities = set(
        Organisation.objects.filter(path__in=paths, kind__in=[Kind.CITY, Kind.PROVINCE]).values_list("path", flat=True)
    )
    return {pk: [_report_unit(unit, cities) for unit in found] for pk, found in units.items()}


def _met(project: Project) -> list[Organisation]:
    return [project.first_contact_organisation] if project.first_contact_organisation else []


def _report_unit(unit: Organisation, cities: set[str]) -> str:
    lineage = unit.lineage()
    return next((path for path in lineage if path not in cities), lineage[-1])


def _is_own(project: Project, other: Project, units: dict[UUID, list[str]]) -> bool:
    """Is the unit that entered the later one a unit of the first one too? Then it sees it, and claims nothing.

    Nor does a city compete with its own districts: it is who would have to rule.
    """
    first, later = in_order(project, other)
    mine, theirs = units[later.pk][0], units[first.pk]
    return mine in theirs or mine.startswith(theirs[0]) or theirs[0].startswith(mine)


def in_order(one: Project, other: Project) -> tuple[Project, Project]:
    """The one entered first, then the other."""
    first, later = sorted((one, other), key=lambda project: (project.created_at, project.number))
    return first, later


def clashes_of_each(project_ids: Iterable[UUID]) -> QuerySet[Clash]:
    """Those in which one side may not be signed now, of these projects on either side, the oldest first."""
    ids = list(project_ids)
    return Clash.objects.against().filter(Q(first__in=ids) | Q(later__in=ids)).order_by("raised_at")


def held_back_by(project: Project) -> str:
    """Why ``project`` may not be signed now, for whoever sees it; empty when it may. One query."""
    return held_back_of_each([project.pk]).get(project.pk, "")


def held_back_of_each(project_ids: Iterable[UUID], known: Iterable[Clash] | None = None) -> dict[UUID, str]:
    """Project → ``held_back_by``, for those that are held back. One query, however many; none if ``clashes_of_each``
    are ``known``."""
    ids = set(project_ids)
    found: dict[UUID, str] = {}
    for one in clashes_of_each(ids) if known is None else known:
        key = one.held_back
        if key is not None and key in ids and found.get(key) != HELD_OPEN:
            found[key] = HELD_OPEN if one.state == ClashState.OPEN else HELD_LOST
    return found


@dataclass(frozen=True)
class Facts:
    """What whoever sees one side may know: that there is a clash, until when, and what was ruled."""

    clash: Clash
    project: Project
    side: str

    @property
    def sentence(self) -> str:
        """What is so, without a word about the other side."""
        if self.side == ClashSide.LATER:
            return "已有其他单位在先申报同一企业或项目"
        return "另有其他单位申报了同一企业或项目，本单位申报在先"

    @property
    def answer(self) -> str:
        """The ruling in the words of this side."""
        if self.clash.state == ClashState.CLOSED:
            return "争议一方已退出，争议自行终结"
        if self.clash.state == ClashState.OPEN:
            return ""
        if self.clash.outcome in (ClashOutcome.JOINT, ClashOutcome.NOT_SAME):
            return str(self.clash.get_outcome_display())
        return "归本单位推进" if self.clash.outcome == self.side else "归另一单位推进"

    @property
    def is_lost(self) -> bool:
        """Was it ruled that this project does not go on?"""
        return self.clash.state == ClashState.RULED and self.clash.held_back == self.project.pk


_BOTH = ("first", "later", "first__landing_organisation", "later__landing_organisation", "ruled_by")


def facts_for(officer: Officer, clashes: Iterable[Clash]) -> list[Facts]:
    """One for each side that the officer sees."""
    rows = list(clashes)
    keys = {key for one in rows for key in (one.first_id, one.later_id)}
    seen = set(Project.objects.visible_to(officer).filter(pk__in=keys).values_list("pk", flat=True))
    return [
        Facts(one, project, one.side_of(project))
        for one in rows
        for project in (one.first, one.later)
        if project.pk in seen
    ]


def visible_clash(officer: Officer, clash_id: UUID) -> Clash:
    """The clash of which the officer sees a side, or ``NotFound``."""
    found = one_or_none(Clash.objects.visible_to(officer).select_related(*_BOTH).filter(pk=clash_id))
    if found is None:
        raise NotFound("没有找到这项争议，或它不在您的查看范围内。")
    return found


def clashes_for(officer: Officer, *, state: str = "") -> QuerySet[Clash]:
    """Those of which the officer sees a side, the next to be ruled first."""
    seen = Clash.objects.visible_to(officer).select_related(*_BOTH)
    return seen.filter(state=state) if state else seen


def nested_clashes() -> Nested:
    """Those of each project that are not closed, as a column of it for ``most_pressing``."""
    mine = Q(first=OuterRef("pk")) | Q(later=OuterRef("pk"))
    rows = Clash.objects.filter(mine).exclude(state=ClashState.CLOSED).order_by("raised_at")
    return Nested(rows.values("state", "due_on"))


def most_pressing(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """``{"state", "deadline_on"}`` for the API: of the latest that is open, or of the latest."""
    shown = [{"state": row["state"], "deadline_on": row["due_on"]} for row in rows]
    return next((one for one in reversed(shown) if one["state"] == ClashState.OPEN), shown[-1] if shown else None)


def pressing_facts(project: Project, clashes: Iterable[Clash]) -> list[Facts]:
    """What the archive of a visible project says on top: an open clash, or a ruling it has not followed.

    ``clashes``: its ``clashes_of_each``.
    """
    facts = [Facts(one, project, one.side_of(project)) for one in clashes]
    return [one for one in facts if one.clash.state == ClashState.OPEN or (one.is_lost and project.is_open)][:2]


@dataclass(frozen=True)
class Notices:
    """What whoever just saved a project is told: an open clash, projects of the own unit, a mere likeness."""

    facts: list[Facts] = field(default_factory=list)
    own: list[Project] = field(default_factory=list)
    may_be_elsewhere: bool = False


def notices_of(project: Project, officer: Officer) -> Notices:
    """After saving. Nothing of another unit's project but that there may be one."""
    matches, about = matches_of(project), Q(first=project) | Q(later=project)
    opened = Clash.objects.open().filter(about).select_related(*_BOTH).order_by("-raised_at")
    facts = [Facts(one, project, one.side_of(project)) for one in opened[:1]]
    keys = [one.project.pk for one in matches if one.is_own and one.strength != ClashStrength.POSSIBLE]
    own = list(Project.objects.visible_to(officer).filter(pk__in=keys).order_by("created_at")[:3])
    unseen = [one for one in matches if (one.project.pk in keys and not own) or not (one.is_own or one.is_clash)]
    settled = Clash.objects.filter(about).exclude(state=ClashState.CLOSED).exists()
    return Notices(facts, own, bool(unseen) and not settled)


@dataclass(frozen=True)
class Waiting:
    """One line of somebody's to-do list."""

    icon: str
    verb: str
    name: str
    url: tuple[str, UUID]
    due: str
    is_late: bool


LINES = 5


def waiting_for(officer: Officer, *, on: date) -> list[Waiting]:
    """Clashes to rule on for the office; files to withdraw and transfers to answer for a unit."""
    to_rule = Clash.objects.open().ruled_by_office_of(officer).select_related("first", "later")[:LINES]
    moving = Transfer.objects.acceptable_by(officer).select_related("project", "sender")[:LINES]
    return [
        *(_to_rule(one, on) for one in to_rule),
        *(
            Waiting("transfer-in", "接收项目", f"{one.project.name}（{one.sender.label}移交）",
                    ("ledger:transfer", one.pk), "待接收", False)
            for one in moving
        ),
    ]  # fmt: skip


def _to_rule(clash: Clash, on: date) -> Waiting:
    left = (clash.due_on - on).days
    due = f"剩 {left} 天" if left > 0 else "今天到期" if left == 0 else f"超期 {-left} 天"
    name = f"{clash.first.name}／{clash.later.name}"
    return Waiting("git-compare", "裁定撞单", name, ("ledger:clash", clash.pk), due, left < 0)


def statements_of(clash: Clash, sides: Iterable[str]) -> QuerySet[ClashEvent]:
    """What the sides in ``sides`` stated."""
    return clash.events.filter(kind=ClashEvent.Kind.STATED, side__in=list(sides)).select_related("by__organisation")


def events_seen(facts: Mapping[UUID, Sequence[Facts]]) -> dict[UUID, list[ClashEvent]]:
    """Clash → its thread, newest first, for whoever knows these facts: one side reads only its own statements."""
    found: dict[UUID, list[ClashEvent]] = {pk: [] for pk in facts}
    sides = {pk: {fact.side for fact in known} for pk, known in facts.items()}
    for event in ClashEvent.objects.filter(clash__in=list(facts)):
        own = event.kind == ClashEvent.Kind.STATED and event.side in sides[event.clash_id]
        if own or len(sides[event.clash_id]) == len(ClashSide):
            found[event.clash_id].append(event)
    return found


def receivers_of(project: Project, on: date) -> QuerySet[Organisation]:
    """The units of the city that may take ``project`` over, whoever asks; the one that has it excepted."""
    units = Organisation.objects.under(project.landing_organisation.city()).current_on(on)
    return units.filter(kind__in=RECEIVING_KINDS).exclude(pk=project.landing_organisation_id)
