"""The whole file of a project as on any day (domain.md 4): ``on`` what had happened, ``known_at`` what was known.

Fields are walked back from the present along ``Change``; steps count from the record, without those revoked by
``known_at``; rows of the file are the last thing ``RowChange`` says of them. Nothing here is ever saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from projects.errors import NotFound
from projects.ledger.chiefs import reasons_for_chief
from projects.ledger.fields import (
    COMPANY_FIELDS,
    DERIVED_FIELDS,
    LABELS,
    MANY_FIELDS,
    ORGANISATION_FIELDS,
    PLAIN_FIELDS,
    show_value,
)
from projects.ledger.kinds import ResponsibilityRole, RowKind
from projects.ledger.models import Change, CityRules, Evidence, Project, Responsibility, RowChange
from projects.ledger.stages import STAGE_STEPS, STAGES, Stage, Standing, Step, date_field_of
from projects.ledger.words import shown_field
from projects.people.models import Organisation, Post
from workflow.steps.models import Transition

FIELDS: tuple[str, ...] = (*PLAIN_FIELDS, *DERIVED_FIELDS, *COMPANY_FIELDS, *MANY_FIELDS)
NOT_THERE = "{on} 这一天项目还没有录入（录入于 {born}），没有可看的档案。请选择录入之后的日期。"
NOT_KNOWN = "到 {known} 为止系统里还没有这个项目，请选择更晚的时间。"
_YES = "是"
_POST, _FIRST_DAY = "职务", "起"
"""Labels of the fields of a part, as its history keeps them."""


@dataclass(frozen=True)
class Moment:
    """What had happened by the end of ``on``, as far as the system knew it at ``known_at``."""

    on: date
    known_at: datetime

    @property
    def midnight(self) -> datetime:
        """The first instant that is no longer ``on``."""
        return timezone.make_aware(datetime.combine(self.on + timedelta(days=1), time()))

    def counts(self, at: datetime | None) -> bool:
        """Was what was recorded at ``at`` in the file by then?"""
        return at is not None and at < self.midnight and at <= self.known_at

    def later(self, name: str = "at") -> Q:
        """Recorded after that."""
        return Q(**{f"{name}__gte": self.midnight}) | Q(**{f"{name}__gt": self.known_at})


@dataclass(frozen=True)
class Fact:
    """One field. ``now``: what the file says today, where that differs (``differs``)."""

    name: str
    label: str
    value: str
    now: str
    differs: bool


@dataclass(frozen=True)
class PastRow:
    """One row of the file (a phase, a payment, a node …) as people read it."""

    kind: str
    title: str
    shown: Mapping[str, str]
    differs: bool
    row: Any = None


@dataclass(frozen=True)
class File:
    """The file of that day. ``project`` is an unsaved likeness that the rules of light and stepper can read."""

    moment: Moment
    project: Project
    texts: Mapping[str, str]
    facts: list[Fact]
    parts: list[Responsibility]
    evidence: list[Evidence]
    rows: list[PastRow] = field(default_factory=list)

    @property
    def chief(self) -> Responsibility | None:
        """Who answered for the project that day."""
        return next((part for part in self.parts if part.role == ResponsibilityRole.CHIEF), None)

    @property
    def row_groups(self) -> list[tuple[str, list[PastRow]]]:
        """Rows by kind, in the order of kinds."""
        groups = [(str(kind.label), [row for row in self.rows if row.kind == kind]) for kind in RowKind]
        return [(label, rows) for label, rows in groups if rows]


def file_as_of(project: Project, *, on: date, known_at: datetime) -> File:
    """The whole file as it was. ``NotFound`` before the project was entered. Nine queries, however long its history."""
    moment = Moment(on, known_at)
    _check_born(project, moment)
    present = {name: stored_text(project, name) for name in FIELDS}
    texts = _texts_at(project, present, moment)
    past = _likeness(project, texts, present)
    _set_stage(past, _steps_at(project, moment))
    past.needs_chief = bool(reasons_for_chief(past, CityRules.of(project.landing_organisation)))
    changes = list(_row_changes(project))
    parts = _parts_at(project, moment, [one for one in changes if one.kind == RowKind.RESPONSIBILITY])
    past.has_chief = any(part.role == ResponsibilityRole.CHIEF for part in parts)  # type: ignore[attr-defined]
    facts = [_fact(name, texts[name], present[name]) for name in FIELDS]
    return File(moment, past, texts, facts, parts, _evidence_at(project, moment), _rows_at(changes, moment))


def stored_text(project: Project, name: str) -> str:
    """A field as the history keeps it (``Change.before``, ``Change.after``)."""
    if name in COMPANY_FIELDS:
        return str(getattr(project.company, name.removeprefix("company_"))) if project.company else ""
    value = getattr(project, name)
    return show_value(sorted(str(item) for item in value.all()) if name in MANY_FIELDS else value)


def _check_born(project: Project, moment: Moment) -> None:
    born = timezone.localdate(project.created_at)
    if moment.on < born:
        raise NotFound(NOT_THERE.format(on=moment.on, born=born), "not_yet_entered")
    if moment.known_at < project.created_at:
        raise NotFound(
            NOT_KNOWN.format(known=f"{timezone.localtime(moment.known_at):%Y-%m-%d %H:%M}"), "not_yet_entered"
        )


def _texts_at(project: Project, present: Mapping[str, str], moment: Moment) -> dict[str, str]:
    """Field → text: what stood there before the first later change, else what stands there now."""
    later = Change.objects.filter(moment.later(), project=project, field__in=FIELDS).order_by("-at", "-pk")
    texts = dict(present)
    texts.update((name, before) for name, before in later.values_list("field", "before"))
    return texts


def _fact(name: str, value: str, now: str) -> Fact:
    return Fact(name, LABELS[name], shown_field(name, value), shown_field(name, now), value != now)


def _likeness(project: Project, texts: Mapping[str, str], present: Mapping[str, str]) -> Project:
    """An unsaved project that says what ``texts`` say."""
    kept = {one.attname: getattr(project, one.attname) for one in Project._meta.concrete_fields}
    past = Project(**kept)
    for name in Project.UNIT_FIELDS:
        setattr(past, name, getattr(project, name))
    moved = [name for name in (*PLAIN_FIELDS, *DERIVED_FIELDS) if texts[name] != present[name]]
    units = _units_called({texts[name] for name in moved if name in ORGANISATION_FIELDS})
    for name in moved:
        is_unit = name in ORGANISATION_FIELDS
        setattr(past, name, units.get(texts[name]) if is_unit else _value_of(name, texts[name]))
    return past


def _units_called(names: set[str]) -> dict[str, Organisation]:
    """Units by the name they bear or bore; one that nobody knows any more keeps at least its name."""
    wanted = {name for name in names if name}
    if not wanted:
        return {}
    known = Organisation.objects.filter(Q(name__in=wanted) | Q(former_names__name__in=wanted)).prefetch_related(
        "former_names"
    )
    found = {name: Organisation(name=name) for name in wanted}
    for unit in known:
        found.update({former.name: unit for former in unit.former_names.all() if former.name in wanted})
    found.update({unit.name: unit for unit in known if unit.name in wanted})
    return found


def _value_of(name: str, text: str) -> Any:
    """The typed value behind a text of the history; the text itself where it is none (an old wording)."""
    stored: Any = Project._meta.get_field(name)
    if stored.get_internal_type() == "BooleanField":
        return text == _YES
    if text == "":
        return None if stored.null else ""
    try:
        return stored.to_python(text)
    except ValidationError:
        return text


def _steps_at(project: Project, moment: Moment) -> list[Transition]:
    """Steps that count then, in their order: taken by ``on``, known, and not known to be revoked."""
    taken = project.transitions.filter(effective_on__lte=moment.on, recorded_at__lte=moment.known_at)
    counting = taken.exclude(step=Step.REVOKE).exclude(revocation__recorded_at__lte=moment.known_at)
    return list(counting.order_by("sequence"))


def _set_stage(past: Project, steps: Iterable[Transition]) -> None:
    stage, standing = str(Stage.NEGOTIATING), str(Standing.ACTIVE)
    reached: dict[str, date | None] = dict.fromkeys(STAGES[1:])
    for one in steps:
        if one.step in STAGE_STEPS:
            stage = one.target
            reached[one.target] = one.effective_on
        else:
            standing = one.target_standing
    for name, day in reached.items():
        setattr(past, date_field_of(name), day)
    past.__dict__.update(stage=stage, standing=standing)  # the machine guards the attribute; nothing moves here


def _row_changes(project: Project) -> QuerySet[RowChange]:
    """Of everything but papers, in their order: read once for rows and parts."""
    return RowChange.objects.filter(project=project).exclude(kind=RowKind.EVIDENCE).order_by("at", "pk")


def _parts_at(project: Project, moment: Moment, changes: Iterable[RowChange]) -> list[Responsibility]:
    """Who held which part that day, as known then; of several chiefs of one day whoever held it at its end."""
    known = Responsibility.objects.filter(project=project, created_at__lte=moment.known_at)
    ended = Q(valid_to__lt=moment.on, updated_at__lte=moment.known_at)
    held = known.exclude(ended).select_related("officer", "post__organisation")
    told = [_part_then(part, moment, changes) for part in held.order_by("role", "valid_from", "created_at", "pk")]
    found = [part for part in told if part.valid_from <= moment.on]
    chiefs = [part for part in found if part.role == ResponsibilityRole.CHIEF]
    return [*chiefs[-1:], *(part for part in found if part.role != ResponsibilityRole.CHIEF)]


def _part_then(part: Responsibility, moment: Moment, changes: Iterable[RowChange]) -> Responsibility:
    """As it was told before it was set right: ``before`` of the first amendment that was not known yet."""
    later = [one for one in changes if one.row == part.pk and one.at > moment.known_at]
    if not later:
        return part
    said = later[0].before
    part.valid_from, post = date.fromisoformat(said[_FIRST_DAY]), said.get(_POST, "")
    if post != str(part.post or ""):
        held = Post.objects.filter(tenures__officer=part.officer_id).select_related("organisation")
        part.post = next((one for one in held if post and post in (str(one), one.name_on(part.valid_from))), None)
    return part


def _evidence_at(project: Project, moment: Moment) -> list[Evidence]:
    papers = Evidence.objects.filter(project=project).exclude(moment.later("uploaded_at"))
    found = papers.select_related("uploaded_by").order_by("uploaded_at", "place", "pk")
    return [one for one in found if not moment.counts(one.withdrawn_at)]


def _rows_at(changes: Iterable[RowChange], moment: Moment) -> list[PastRow]:
    """The last thing that is said of each row by then; rows withdrawn or not yet entered are not there."""
    then: dict[tuple[str, Any], RowChange] = {}
    last: dict[tuple[str, Any], RowChange] = {}
    for one in changes:
        if one.kind == RowKind.RESPONSIBILITY:
            continue  # parts stand by themselves
        last[one.kind, one.row] = one
        if moment.counts(one.at):
            then[one.kind, one.row] = one
    return [
        PastRow(one.kind, one.title, one.after, last[key].after != one.after, one.row)
        for key, one in then.items()
        if one.after
    ]


def neighbours(project: Project, on: date) -> tuple[date | None, date | None]:
    """The days before and after ``on`` on which something of the file changed."""
    moments: list[tuple[type[Model], str]] = [
        (Change, "at"),
        (RowChange, "at"),
        (Transition, "recorded_at"),
        (Evidence, "uploaded_at"),
    ]
    first = timezone.make_aware(datetime.combine(on, time()))
    earlier, later = [project.created_at], []
    for model, name in moments:
        recorded = model._default_manager.filter(project=project).values_list(name, flat=True)
        earlier += list(recorded.filter(**{f"{name}__lt": first}).order_by(f"-{name}")[:1])
        later += list(recorded.filter(**{f"{name}__gte": first + timedelta(days=1)}).order_by(name)[:1])
    before = [at for at in earlier if at < first]
    return (_day(max(before)) if before else None, _day(min(later)) if later else None)


def _day(at: datetime) -> date:
    return timezone.localdate(at)
