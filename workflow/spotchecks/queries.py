"""Reads: the frame as it would be now, the sample drawn again, the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from projects.errors import NotFound
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.spotchecks.kinds import AdditionKind, Finding
from workflow.spotchecks.models import FrameRow, Round, Visit
from workflow.spotchecks.models.visits import visible_rounds
from workflow.spotchecks.policies import may_run
from workflow.spotchecks.sampling import draw, frame_hash
from workflow.spotchecks.strata import stratum_of
from workflow.steps.models import Transition, TransitionQuerySet


def round_of(round_id: UUID, by: Officer) -> Round:
    """The round, or ``NotFound`` outside one's sight."""
    found = one_or_none(visible_rounds(by).select_related("organisation", "created_by", "fixed_by").filter(pk=round_id))
    if found is None:
        raise NotFound("没有找到这一轮核查，或它不在您的查看范围内。")
    return found


def visit_of(visit_id: UUID, by: Officer) -> Visit:
    """The visit with all it stands on, or ``NotFound`` outside one's sight."""
    whole = (
        "round__organisation",
        "row__transition__claim",
        "row__transition__project",
        "project__landing_organisation",
    )
    found = one_or_none(Visit.objects.visible_to(by).select_related(*whole).filter(pk=visit_id))
    if found is None:
        raise NotFound("没有找到这一项核查，或它不在您的查看范围内。")
    return found


def candidates_of(round_: Round, by: Officer, *, known_at: datetime) -> TransitionQuerySet:
    """Verified steps of the round's territory and period, known and not revoked at ``known_at``."""
    seen = Transition.objects.visible_to(by).filter(claim__isnull=False, step__in=round_.steps)
    seen = seen.filter(effective_on__range=(round_.from_on, round_.to_on), recorded_at__lte=known_at)
    seen = seen.filter(landing_organisation__path__startswith=round_.organisation.path)
    seen = seen.exclude(revocation__recorded_at__lte=known_at)
    if round_.skips_checked:
        seen = seen.filter(~Exists(Visit.objects.filter(row__transition=OuterRef("pk"), record__isnull=False)))
    return seen.select_related("landing_organisation", "project")


def frame_of(round_: Round, by: Officer, *, known_at: datetime) -> list[tuple[str, str]]:
    """(id, stratum) of every candidate."""
    rows = candidates_of(round_, by, known_at=known_at)
    return [(str(one.pk), stratum_of(one, round_.dimensions)) for one in rows]


@dataclass(frozen=True)
class Redrawn:
    """The frozen frame drawn again: is the list the same, and is the frame the one that was hashed?"""

    is_same_frame: bool
    is_same_list: bool
    frame_sha256: str

    @property
    def is_same(self) -> bool:
        """Both."""
        return self.is_same_frame and self.is_same_list


def redraw(round_: Round) -> Redrawn:
    """From nothing but the stored frame, seed and sizes."""
    rows = list(round_.frame.values_list("transition_id", "stratum", "place", "is_drawn"))
    frame = [(str(key), stratum) for key, stratum, *_ in rows]
    again = draw(frame, seed=round_.seed, method=round_.method, size=round_.size)
    stored = {(str(key), stratum, place, drawn) for key, stratum, place, drawn in rows}
    return Redrawn(
        frame_hash(frame) == round_.frame_sha256,
        {(one.key, one.stratum, one.place, one.is_drawn) for one in again} == stored,
        frame_hash(frame),
    )


def visits_of(round_: Round, by: Officer) -> QuerySet[Visit]:
    """Those of the round that the officer may know of, with everything a table shows."""
    seen = Visit.objects.visible_to(by).filter(round=round_)
    one = ("project__landing_organisation", "row__transition", "record__recorded_by")
    many = ("assignments__officer__organisation", "record__proposals__claim__transition", "record__additions")
    return seen.select_related(*one).prefetch_related(*many)


def finished_among(rounds: Iterable[Round]) -> set[UUID]:
    """Those of ``rounds`` that are fixed and have every visit recorded: from then on the seed is no secret."""
    fixed = [one.pk for one in rounds if one.is_fixed]
    return set(fixed) - set(Visit.objects.filter(round__in=fixed).open().values_list("round", flat=True))


def is_finished(round_: Round) -> bool:
    """The same of one."""
    return round_.pk in finished_among([round_])


def shows_draw(round_: Round, by: Officer, *, finished: bool) -> bool:
    """May the officer see seed, frame and strata? With them a unit would compute whom the open visits are for."""
    return finished or may_run(round_, by)


@dataclass(frozen=True)
class StratumLine:
    """One stratum of the report: rows in the frame, drawn, found true, to be mended, false, not verifiable."""

    name: str
    rows: int
    drawn: int
    findings: dict[str, int]
    open: int

    @property
    def percent_false(self) -> int | None:
        """Of those that could be verified, whole per cent, half up; None where there is none."""
        told = sum(self.findings[one] for one in (Finding.TRUE, Finding.MEND, Finding.FALSE))
        return (self.findings[Finding.FALSE] * 200 + told) // (2 * told) if told else None


def strata_report(round_: Round) -> list[StratumLine]:
    """Every stratum and the sum of all under 合计."""
    rows: Counter[str] = Counter(round_.frame.values_list("stratum", flat=True))
    visits = list(Visit.objects.filter(round=round_).values_list("row__stratum", "record__finding"))
    lines = [_line(name, rows[name], [found for where, found in visits if where == name]) for name in sorted(rows)]
    return [*lines, _line("合计", sum(rows.values()), [found for _, found in visits])]


def _line(name: str, rows: int, found: list[str | None]) -> StratumLine:
    findings = {one: found.count(one) for one in Finding.values}
    return StratumLine(name, rows, len(found), findings, found.count(None))


def to_recheck(officer: Officer) -> QuerySet[Visit]:
    """Own visits whose mending was ordered and not confirmed yet, the earliest deadline first."""
    mine = Visit.objects.visible_to(officer).filter(
        assignments__officer=officer, assignments__ended_at__isnull=True, record__finding=Finding.MEND
    )
    done = Q(record__additions__kind=AdditionKind.RECHECK, record__additions__is_mended=True)
    return mine.exclude(pk__in=mine.filter(done).values("pk")).distinct().order_by("record__mend_by", "pk")


def frame_rows(round_: Round) -> QuerySet[FrameRow]:
    """The frozen frame for the annex of the report."""
    return round_.frame.select_related("transition__project").order_by("stratum", "place")


def inspectors_under(round_: Round) -> QuerySet[Officer]:
    """Verifiers and dispatchers of the territory: who may be sent at all; to which visit, says ``policies``."""
    able = Officer.objects.with_permission(Permission.CLAIM_VERIFY) | Officer.objects.with_permission(
        Permission.DISPATCH_WRITE
    )
    inside = able.filter(organisation__path__startswith=round_.organisation.path)
    return inside.select_related("organisation").order_by("organisation__path", "name", "pk")
