"""Each happening in one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from projects.ledger.fields import AMOUNT_FIELDS, LABELS
from projects.ledger.kinds import EvidenceKind, ResponsibilityRole, RowKind
from projects.ledger.stages import Stage, Standing, Step
from projects.ledger.words import shown_field
from workflow.amendments.models import AmendmentKind, AmendmentState
from workflow.desk.queries.happenings import SOURCES, Happening
from workflow.steps.models import ClaimEvent
from workflow.steps.reasons import label_of

Parts = list[tuple[str, str, str]]
"""Label, before, after."""
Units = Mapping[tuple[str, date], str]
"""Unit and day → the name it bore then."""


@dataclass(frozen=True)
class Told:
    """One entry: ``who`` did what in one sentence, with parts, the reason, and a link to the object."""

    who: str
    sentence: str
    parts: Parts = field(default_factory=list)
    why: str = ""
    note: str = ""
    url: str = ""
    flag: str = ""
    revoked: str = ""


def tell(one: Happening, units: Units) -> Told:
    """The words for one happening; ``units`` names those of steps as they were called that day."""
    source = SOURCES[one.rank].name
    return _step(one, units) if source == "step" else TELLERS[source](one)


def _step(one: Happening, units: Units) -> Told:
    unit = units.get((one.unit, timezone.localdate(one.at)), one.who)
    verb = "认定" if one.other else "登记"
    moved = (Stage(one.before).label, Stage(one.after).label)
    if one.before == one.after:
        moved = (Standing(one.title).label, Standing(one.more).label)
    people = f"{one.other} 申报，{one.who} 认定" if one.other else f"{one.who} 登记"
    reason = label_of(one.kind, one.why)
    said = [people, f"事由：{reason}" if reason else "", one.note]
    return Told(
        who=f"{unit} {verb}",
        sentence=f"{Step(one.kind).label}：{moved[0]} → {moved[1]}，发生于 {one.day}",
        note="；".join(part for part in said if part),
        url=_link("steps:claim_detail", one),
        flag="补录" if one.flag else "",
        revoked=f"{timezone.localtime(one.gone_at):%Y-%m-%d}" if one.gone_at else "",
    )


def _claim(one: Happening) -> Told:
    is_return = one.kind == ClaimEvent.Kind.RETURNED
    verb = ClaimEvent.Kind(one.kind).label
    return Told(
        one.who,
        f"{verb}{Step(one.title).label}申报",
        why=one.note if is_return else "",
        note="" if is_return else one.note,
        url=_link("steps:claim_detail", one),
    )


def _change(one: Happening) -> Told:
    if one.kind in ResponsibilityRole.values:
        return Told(one.who, _assignment(one), why=one.why)
    before, after = shown_field(one.kind, one.before), shown_field(one.kind, one.after)
    if before and after:
        sentence = f"把「{one.title}」由 {before} 改为 {after}"
    else:
        sentence = f"填写「{one.title}」：{after}" if after else f"清空「{one.title}」（原为 {before}）"
    return Told(one.who, sentence, why=one.why)


def _assignment(one: Happening) -> str:
    if not one.after:
        return f"结束 {one.before} 的{one.title}责任"
    return f"指定 {one.after} 为{one.title}" + (f"，接替 {one.before}" if one.before else "")


def _row(one: Happening) -> Told:
    before, after = json.loads(one.before), json.loads(one.after)
    labels = [*before, *(label for label in after if label not in before)]
    parts = [(label, before.get(label, ""), after.get(label, "")) for label in labels]
    verb = "登记" if not before else "修改" if after else "作废"
    moved = [part for part in parts if part[1] != part[2]] if after else []
    return Told(one.who, f"{verb}{RowKind(one.kind).label}「{one.title}」", moved, why=one.why)


def _upload(one: Happening) -> Told:
    return Told(one.who, f"上传{_paper(one)}", url=_link("ledger:evidence", one))


def _withdrawal(one: Happening) -> Told:
    return Told(one.who, f"作废{_paper(one)}", why=one.why, url=_link("ledger:evidence", one))


def _paper(one: Happening) -> str:
    return f"{EvidenceKind(one.kind).label}「{one.title}」"


def _request(one: Happening) -> Told:
    moves = json.loads(one.more)
    parts = [
        (LABELS[name], shown_field(name, moves[name][0]), shown_field(name, moves[name][1]))
        for name in AMOUNT_FIELDS
        if name in moves
    ]
    sentence = f"申请金额变更（{AmendmentKind(one.kind).label}），生效日期 {one.day}"
    return Told(one.who, sentence, parts, why=one.why, url=_link("amendments:detail", one))


def _closing(one: Happening) -> Told:
    verbs = {AmendmentState.APPROVED.value: "同意", AmendmentState.RETURNED.value: "退回"}
    sentence = f"{verbs.get(one.title, '撤回')}{one.other}的金额变更申请（{AmendmentKind(one.kind).label}）"
    return Told(one.who, sentence, why=one.why, url=_link("amendments:detail", one))


def _link(name: str, one: Happening) -> str:
    return reverse(name, args=[UUID(one.link)]) if one.link else ""


TELLERS: dict[str, Callable[[Happening], Told]] = {
    "upload": _upload,
    "request": _request,
    "claim": _claim,
    "change": _change,
    "row": _row,
    "closing": _closing,
    "withdrawal": _withdrawal,
}
