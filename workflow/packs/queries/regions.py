"""Figures of a whole region as of an instant: number and amount by stage, standing, tier, light, unit; steps of the
period. Facts come from the same record as the lights (``lights.queries.past``), so figures and pages agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from django.db.models import Q

from projects.ledger.models import Change, Project
from projects.ledger.stages import STAGES, Stage, Standing, Step
from projects.people.models import Kind, Organisation
from workflow.lights.colours import GREEN, GREY, LABELS, RED, YELLOW
from workflow.lights.queries.past import History
from workflow.packs.content import Figure, Figures, UnitFigure
from workflow.packs.queries.records import counts_at
from workflow.packs.queries.windows import Window
from workflow.packs.telling import money
from workflow.steps.models import Transition

PIECE = 2_000
"""Projects whose records are loaded together: a dozen queries a piece."""
ON_HAND = (Standing.ACTIVE, Standing.SUSPENDED)
BANDS_YI = (0, 1, 10, 20, 50, 100)
_OTHERS = "市直及其他"


@dataclass(frozen=True)
class Line:
    """One project of the region as it was. ``path``: of the unit where it landed then."""

    key: UUID
    path: str
    amount_wan: Decimal | None
    stage: str
    standing: str
    colour: str

    @property
    def is_on_hand(self) -> bool:
        """正常 or 缓建."""
        return self.standing in ON_HAND


def figures_of(region: Organisation, window: Window) -> Figures:
    """The figures of ``region`` at the cut-off. About twelve queries for every two thousand projects."""
    lines = lines_of(region, window)
    steps = _steps_of(lines, window)
    hand = [line for line in lines if line.is_on_hand]
    return Figures(
        total=_figure("在手项目", hand),
        stages=_split(hand, [(stage, Stage(stage).label) for stage in STAGES], lambda line: line.stage),
        standings=_split(lines, Standing.choices, lambda line: line.standing),
        tiers=_tiers(hand),
        lights=_split(hand, [(one, LABELS[one]) for one in (RED, YELLOW, GREEN, GREY)], lambda line: line.colour),
        units=_units(region, lines, steps, window),
        steps=_step_figures(steps),
    )


def lines_of(region: Organisation, window: Window) -> list[Line]:
    """Every project that had been entered by the cut-off and landed in the region then."""
    later = _Later(region, window)
    inside = Q(landing_organisation__path__startswith=region.path) | Q(pk__in=later.moved)
    known = Project.objects.filter(inside, created_at__lte=window.cut_off).order_by("pk")
    keys = list(known.values_list("pk", flat=True))
    lines: list[Line] = []
    for start in range(0, len(keys), PIECE):
        rows = Project.objects.filter(pk__in=keys[start : start + PIECE]).select_related("landing_organisation")
        lines += _lines(rows, later, window)
    return [line for line in lines if line.path.startswith(region.path)]


class _Later:
    """What was changed after the cut-off and has to be put back: where a project lands, and its amount."""

    def __init__(self, region: Organisation, window: Window) -> None:
        names = ("landing_organisation", "total_investment_wan")
        rows = Change.objects.filter(at__gt=window.cut_off, field__in=names).order_by("-at", "-pk")
        self._before = {(project, name): text for project, name, text in rows.values_list("project", "field", "before")}
        self._paths = self._known(region) if self._before else {}
        self.moved = [
            project
            for (project, name), text in self._before.items()
            if name == names[0] and text in self._paths
        ]  # fmt: skip

    def _known(self, region: Organisation) -> dict[str, str]:
        units = Organisation.objects.under(region).prefetch_related("former_names")
        known = {former.name: unit.path for unit in units for former in unit.former_names.all()}
        return known | {unit.name: unit.path for unit in units}

    def path(self, project: Project) -> str:
        """Of the unit where it landed; nothing where that lies outside the region."""
        text = self._before.get((project.pk, "landing_organisation"))
        return str(project.landing_organisation.path) if text is None else self._paths.get(text, "")

    def amount(self, project: Project) -> Decimal | None:
        """Its total investment."""
        text = self._before.get((project.pk, "total_investment_wan"))
        if text is None:
            return project.total_investment_wan
        return Decimal(text) if text else None


def _lines(projects: Iterable[Project], later: _Later, window: Window) -> Iterable[Line]:
    history = History(projects)
    for key, record in history.records.items():
        facts = record.facts(window.on, window.before)
        light = history.rules(key, window.on, window.before).light(facts)
        project = record.project
        yield Line(key, later.path(project), later.amount(project), facts.stage, facts.standing, light.colour)


def _figure(label: str, lines: Sequence[Line]) -> Figure:
    amounts = [line.amount_wan for line in lines if line.amount_wan is not None]
    return Figure(label, len(lines), money(sum(amounts, Decimal(0))), len(lines) - len(amounts))


def _split(lines: Sequence[Line], choices: Iterable[tuple[str, str]], of: Callable[[Line], str]) -> tuple[Figure, ...]:
    return tuple(_figure(str(label), [line for line in lines if of(line) == value]) for value, label in choices)


def _tiers(lines: Sequence[Line]) -> tuple[Figure, ...]:
    """Exclusive bands, the lower end included; the last one open."""
    bounds = [*pairwise(BANDS_YI), (BANDS_YI[-1], None)]
    found = [_figure(_band(low, high), [one for one in lines if _within(one, low, high)]) for low, high in bounds]
    unknown = [line for line in lines if line.amount_wan is None]
    return tuple(reversed([*([_figure("未填金额", unknown)] if unknown else []), *found]))


def _band(low: int, high: int | None) -> str:
    if not low:
        return f"不足{high}亿元"
    return f"{low}亿元以上" if high is None else f"{low}亿元以上、不足{high}亿元"


def _within(line: Line, low: int, high: int | None) -> bool:
    amount = line.amount_wan
    return amount is not None and amount >= low * 10_000 and (high is None or amount < high * 10_000)


def _steps_of(lines: Iterable[Line], window: Window) -> list[Transition]:
    """Steps recorded in the period and not taken back by its end; revocations of earlier ones."""
    inside = {line.key for line in lines}
    rows = Transition.objects.filter(recorded_at__gt=window.since, recorded_at__lte=window.cut_off)
    found = rows.select_related("revocation", "revokes").order_by("recorded_at", "pk")
    return [one for one in found if one.project_id in inside and _is_told(one, window)]


def _is_told(step: Transition, window: Window) -> bool:
    if step.revokes is not None:
        return step.revokes.recorded_at <= window.since
    return counts_at(step, window.cut_off)


def _step_figures(steps: Sequence[Transition]) -> tuple[Figure, ...]:
    found = []
    for step in Step:
        of_kind = [one for one in steps if one.step == step]
        amounts = [one.total_investment_wan for one in of_kind if one.total_investment_wan is not None]
        if of_kind:
            total = money(sum(amounts, Decimal(0)))
            found.append(Figure(str(step.label), len(of_kind), total, len(of_kind) - len(amounts)))
    return tuple(found)


def _units(
    region: Organisation, lines: Sequence[Line], steps: Iterable[Transition], window: Window
) -> tuple[UnitFigure, ...]:
    """Districts and parks of the region in the order of the tree; the rest in a last row."""
    places = Organisation.objects.under(region).filter(kind__in=(Kind.DISTRICT, Kind.PARK)).exclude(pk=region.pk)
    names = {place.path: place.label_on(window.on) for place in places.prefetch_related("former_names")}
    moved = Counter(one.project_id for one in steps)
    by_place: dict[str, list[Line]] = {path: [] for path in [*names, ""]}
    for line in lines:
        by_place[max((path for path in names if line.path.startswith(path)), key=len, default="")].append(line)
    if not names:
        return ()
    return tuple(
        _unit(names.get(path, _OTHERS), rows, moved) for path, rows in by_place.items() if rows
    )  # fmt: skip


def _unit(label: str, lines: Sequence[Line], moved: Counter[UUID]) -> UnitFigure:
    hand = [line for line in lines if line.is_on_hand]
    whole, stages = _figure(label, hand), Counter(line.stage for line in hand)
    colours = Counter(line.colour for line in hand)
    return UnitFigure(
        label, whole.count, whole.amount_wan, tuple(stages[stage] for stage in STAGES),
        green=colours[GREEN], yellow=colours[YELLOW], red=colours[RED], steps=sum(moved[line.key] for line in lines),
    )  # fmt: skip
