"""Where the history of a project comes from: one source a table, all of them asked in one query (a union of texts)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, DateTimeField, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from projects.ledger.fields import AMOUNT_FIELDS, DERIVED_FIELDS
from projects.ledger.kinds import ResponsibilityRole, RowKind
from projects.ledger.models import Change, Evidence, Project, RowChange
from projects.ledger.stages import Step
from projects.people.models import Officer
from workflow.amendments.models import Amendment, AmendmentState
from workflow.steps.models import Claim, ClaimEvent, Transition

GROUPS: dict[str, str] = {
    "": "全部",
    "steps": "节点与认定",
    "amounts": "金额",
    "fields": "字段",
    "money": "资金与分期",
    "nodes": "方案节点",
    "reports": "进展与问题",
    "duty": "责任",
    "evidence": "佐证",
    "other": "其他",
}
ROW_GROUPS: dict[str, tuple[str, ...]] = {
    "money": (RowKind.FUND, RowKind.PHASE, RowKind.YEAR_PLAN),
    "nodes": (RowKind.NODE,),
    "reports": (RowKind.REPORT, RowKind.PROBLEM),
    "duty": (RowKind.RESPONSIBILITY,),
}
_GROUPED = [kind for kinds in ROW_GROUPS.values() for kind in kinds]
_AMOUNTS = (*AMOUNT_FIELDS, *DERIVED_FIELDS)


@dataclass(frozen=True)
class Asked:
    """Whose history, seen by whom, of which group, with which words in it."""

    project: Project
    officer: Officer
    group: str = ""
    text: str = ""

    def wants(self, *groups: str) -> bool:
        """Is one of ``groups`` asked for?"""
        return self.group in ("", *groups)


class Happening(NamedTuple):
    """One row of the union. Every source fills the texts it has; ``gone_at``: when a step was revoked."""

    at: datetime
    rank: int
    key: str
    gone_at: datetime | None
    who: str
    other: str
    unit: str
    kind: str
    title: str
    before: str
    after: str
    why: str
    note: str
    link: str
    more: str
    flag: str
    day: str


_TEXTS = Happening._fields[4:]


@dataclass(frozen=True)
class Source:
    """Rows of one table that belong to the history (None: the question excludes them), and what their texts are."""

    name: str
    at: str
    rows: Callable[[Asked], QuerySet[Any] | None]
    texts: dict[str, Any]
    gone_at: str = ""


def happenings(asked: Asked, *, until: datetime | None, most: int) -> list[Happening]:
    """The newest ``most`` of all sources, recorded at ``until`` or before. One query."""
    branches = []
    for rank, source in enumerate(SOURCES):
        rows = source.rows(asked)
        if rows is not None:
            branches.append(_branch(rank, source, rows, until))
    union = branches[0].union(*branches[1:], all=True) if len(branches) > 1 else branches[0]
    return [Happening(*row) for row in union.order_by("-at_", "-rank_", "-key_")[:most]]


def _branch(rank: int, source: Source, rows: QuerySet[Any], until: datetime | None) -> QuerySet[Any, Any]:
    if until is not None:
        rows = rows.filter(**{f"{source.at}__lte": until})
    gone: Any = F(source.gone_at) if source.gone_at else Cast(Value(None), DateTimeField())
    columns: dict[str, Any] = {
        "at_": F(source.at),
        "rank_": Value(rank, output_field=IntegerField()),
        "key_": Cast("pk", TextField()),
        "gone_at_": gone,
    }
    columns |= {f"{name}_": _text(source.texts.get(name)) for name in _TEXTS}
    return rows.order_by().annotate(**columns).values_list(*columns)


def _text(expression: Any) -> Any:
    nothing = Value("", output_field=TextField())
    return nothing if expression is None else Coalesce(Cast(expression, TextField()), nothing)


def _has(text: str, *names: str) -> Q:
    found = Q()
    for name in names:
        found |= Q(**{f"{name}__icontains": text})
    return found


def _steps_called(text: str) -> list[str]:
    return [step for step in Step if text in step.label]


def _transitions(asked: Asked) -> QuerySet[Transition] | None:
    if not asked.wants("steps"):
        return None
    rows = Transition.objects.filter(project=asked.project)
    if asked.text:
        named = Q(step__in=_steps_called(asked.text))
        rows = rows.filter(_has(asked.text, "note", "by__name", "claimed_by__name") | named)
    return rows


def _claim_events(asked: Asked) -> QuerySet[ClaimEvent] | None:
    """Handing in and answers; an approval is told by its step, drafting and editing by nobody."""
    if not asked.wants("steps"):
        return None
    kinds = ClaimEvent.Kind
    told = (kinds.SUBMITTED, kinds.PASSED, kinds.RETURNED, kinds.REJECTED, kinds.WITHDRAWN)
    seen = Claim.objects.visible_to(asked.officer).filter(project=asked.project)
    rows = ClaimEvent.objects.filter(claim__in=seen, kind__in=told)
    if asked.text:
        rows = rows.filter(_has(asked.text, "note", "by__name") | Q(claim__step__in=_steps_called(asked.text)))
    return rows


def _changes(asked: Asked) -> QuerySet[Change] | None:
    if not asked.wants("fields", "amounts", "duty"):
        return None
    roles, amounts = Q(field__in=ResponsibilityRole.values), Q(field__in=_AMOUNTS)
    narrowed = {"duty": roles, "amounts": amounts, "fields": ~roles & ~amounts}
    rows = Change.objects.filter(narrowed.get(asked.group, Q()), project=asked.project)
    return rows.filter(_has(asked.text, "label", "before", "after", "why", "by__name")) if asked.text else rows


def _row_changes(asked: Asked) -> QuerySet[RowChange] | None:
    """Files have rows of their own (``_uploads``)."""
    if not asked.wants("other", *ROW_GROUPS):
        return None
    rows = RowChange.objects.filter(project=asked.project).exclude(kind=RowKind.EVIDENCE)
    if asked.group in ROW_GROUPS:
        rows = rows.filter(kind__in=ROW_GROUPS[asked.group])
    elif asked.group:
        rows = rows.exclude(kind__in=_GROUPED)
    if asked.text:
        kinds = [kind for kind in RowKind if asked.text in kind.label]
        rows = rows.filter(_has(asked.text, "title", "why", "by__name") | Q(kind__in=kinds))
    return rows


def _uploads(asked: Asked) -> QuerySet[Evidence] | None:
    if not asked.wants("evidence"):
        return None
    rows = Evidence.objects.filter(project=asked.project)
    words = ("title", "filename", "uploaded_by__name", "withdrawn_reason")
    return rows.filter(_has(asked.text, *words)) if asked.text else rows


def _withdrawals(asked: Asked) -> QuerySet[Evidence] | None:
    rows = _uploads(asked)
    return None if rows is None else rows.filter(withdrawn_at__isnull=False)


def _requests(asked: Asked) -> QuerySet[Amendment] | None:
    if not asked.wants("amounts"):
        return None
    rows = Amendment.objects.filter(project=asked.project)
    return rows.filter(_has(asked.text, "reason", "answer", "requested_by__name")) if asked.text else rows


def _closings(asked: Asked) -> QuerySet[Amendment] | None:
    rows = _requests(asked)
    return None if rows is None else rows.exclude(state=AmendmentState.SUBMITTED)


_BACK_DATED = Case(When(is_back_dated=True, then=Value("1")), default=Value(""), output_field=TextField())

SOURCES: tuple[Source, ...] = (
    Source(
        "upload", "uploaded_at", _uploads, {"who": "uploaded_by__name", "kind": "kind", "title": "title", "link": "pk"}
    ),
    Source(
        "request",
        "requested_at",
        _requests,
        {"who": "requested_by__name", "kind": "kind", "day": "effective_on", "more": "amounts", "why": "reason"}
        | {"link": "pk"},
    ),
    Source(
        "claim",
        "at",
        _claim_events,
        {"who": "by__name", "kind": "kind", "title": "claim__step", "note": "note", "link": "claim_id"},
    ),
    Source(
        "change",
        "at",
        _changes,
        {"who": "by__name", "kind": "field", "title": "label", "before": "before", "after": "after", "why": "why"},
    ),
    Source(
        "row",
        "at",
        _row_changes,
        {"who": "by__name", "kind": "kind", "title": "title", "before": "before", "after": "after", "why": "why"},
    ),
    Source(
        "step",
        "recorded_at",
        _transitions,
        {"who": "by__name", "other": "claimed_by__name", "unit": "by__organisation_id", "kind": "step"}
        | {"before": "source", "after": "target", "title": "source_standing", "more": "target_standing"}
        | {"why": "reason", "note": "note", "link": "claim_id", "flag": _BACK_DATED, "day": "effective_on"},
        gone_at="revocation__recorded_at",
    ),
    Source(
        "closing",
        "updated_at",
        _closings,
        {"who": Coalesce("decided_by__name", "requested_by__name"), "other": "requested_by__name", "kind": "kind"}
        | {"title": "state", "why": "answer", "link": "pk"},
    ),
    Source(
        "withdrawal",
        "withdrawn_at",
        _withdrawals,
        {"who": "withdrawn_by__name", "kind": "kind", "title": "title", "why": "withdrawn_reason", "link": "pk"},
    ),
)
"""In the order of what is done first within one instant."""
