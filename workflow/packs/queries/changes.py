"""What is no longer as at the last sitting: stage, standing, light, amounts, people, nodes, answers (domain.md 7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from projects.ledger.fields import LABELS
from projects.ledger.kinds import RowKind
from projects.ledger.models import Change as FieldChange
from projects.ledger.models import RowChange
from projects.ledger.stages import STAGE_STEPS, Step
from projects.progress.kinds import EntryKind
from workflow.items.moves import ItemState
from workflow.lights.colours import Light
from workflow.packs import telling
from workflow.packs.content import Change
from workflow.packs.kinds import ChangeKind
from workflow.packs.queries.beside import Beside
from workflow.packs.queries.records import AMOUNTS, Records

_PERCENT = "进度（%）"
_NODE_KEYS = ("状态", "承诺完成", "计划完成", "实际完成", _PERCENT)
_NODES_TOLD = 5
"""More nodes than these, written by one deed, are told in one line."""
_ANSWERS = {EntryKind.ANSWERED, EntryKind.SOLVED, EntryKind.LIFTED, EntryKind.REOPENED}
NOBODY = "（未指定）"
BY_RULE = "系统按规则"


@dataclass(frozen=True)
class Teller:
    """One project of an agenda."""

    records: Records
    beside: Beside
    key: UUID
    then: Light
    now: Light

    def all(self) -> tuple[Change, ...]:
        """In the order of kinds."""
        told: list[Change] = []
        for part in _PARTS:
            told += part(self)
        return tuple(told)

    def make(
        self, kind: ChangeKind, label: str, before: str, after: str, *, on: str, at: datetime | None, by: str, row: str
    ) -> Change:
        """With what is the same for every change of the project."""
        records, key = self.records, self.key
        name = records.text(key, "name", records.window.cut_off)
        recorded = telling.instant(at) if at else ""
        return Change(
            str(key), name, records.unit(key), str(kind), label, before, after, on=on, at=recorded, by=by, row=row
        )


def _steps(teller: Teller) -> Iterator[Change]:
    """Steps of the period that still count at its end, and revocations of steps told at an earlier sitting."""
    records, window = teller.records, teller.records.window
    for one in records.steps[teller.key]:
        if not window.has(one.recorded_at) or (one.step != Step.REVOKE and not _stands(teller, one)):
            continue
        if one.step == Step.REVOKE and not _was_told(teller, one):
            continue
        is_stage = one.step in (*STAGE_STEPS, Step.REVOKE)
        before = one.get_source_display() if is_stage else one.get_source_standing_display()
        after = one.get_target_display() if is_stage else one.get_target_standing_display()
        kind = ChangeKind.STAGE if is_stage else ChangeKind.STANDING
        row = f"steps.transition/{one.pk}"
        label, on = str(one.get_step_display()), telling.day(one.effective_on)
        yield teller.make(kind, label, str(before), str(after), on=on, at=one.recorded_at, by=str(one.by), row=row)


def _stands(teller: Teller, step: Any) -> bool:
    return not (step.is_revoked and step.revocation.recorded_at <= teller.records.window.cut_off)


def _was_told(teller: Teller, revocation: Any) -> bool:
    undone = next((one for one in teller.records.steps[teller.key] if one.pk == revocation.revokes_id), None)
    return undone is not None and undone.recorded_at <= teller.records.window.since


def _light(teller: Teller) -> Iterator[Change]:
    """The colour then and now. Its day is the first of the nights on which it has been this colour ever since."""
    if teller.then.colour == teller.now.colour:
        return
    run = []
    for reading in reversed(teller.records.readings[teller.key]):
        if reading.colour != teller.now.colour:
            break
        run.append(reading)
    first = run[-1] if run else None
    on = first.day if first else teller.records.window.on
    row = f"lights.lightreading/{first.pk}" if first else ""
    after = f"{teller.now.label}（{'；'.join(teller.now.reasons)}）"
    yield teller.make(
        ChangeKind.LIGHT, "亮灯", teller.then.label, after, on=telling.day(on), at=None, by=BY_RULE, row=row
    )


def _amounts(teller: Teller) -> Iterator[Change]:
    """Each amount once: from what it was at the last sitting to what it is now. A detour is not told."""
    by_field: dict[str, list[FieldChange]] = defaultdict(list)
    for one in teller.records.changes(teller.key):
        by_field[one.field].append(one)
    for name in AMOUNTS:
        told = by_field[name]
        if told and told[0].before != told[-1].after:
            last = told[-1]
            before, after = (telling.shown(name, text) or "未填" for text in (told[0].before, last.after))
            on, row = telling.instant(last.at)[:10], f"ledger.change/{last.pk}"
            yield teller.make(
                ChangeKind.AMOUNT, LABELS[name], before, after, on=on, at=last.at, by=str(last.by), row=row
            )
    yield from _arrivals(teller)


def _arrivals(teller: Teller) -> Iterator[Change]:
    window = teller.records.window
    for fund in teller.records.funds[teller.key]:
        was = fund.confirmed_at is not None and fund.confirmed_at <= window.since
        if window.has(fund.confirmed_at) and not (fund.withdrawn_at and fund.withdrawn_at <= window.cut_off):
            at, before, after, by = (
                fund.confirmed_at,
                "",
                f"新到位 {_wan(fund.confirmed_amount_wan)}",
                fund.confirmed_by,
            )
        elif was and window.has(fund.withdrawn_at):
            at, before, after, by = fund.withdrawn_at, _wan(fund.confirmed_amount_wan), "作废", fund.withdrawn_by
        else:
            continue
        yield teller.make(
            ChangeKind.AMOUNT, "到位资金", before, after, on=telling.day(fund.arrived_on), at=at, by=str(by or ""),
            row=f"funds.fund/{fund.pk}",
        )  # fmt: skip


def _wan(amount: Any) -> str:
    return f"{amount.normalize():,f} 万元"


def _people(teller: Teller) -> Iterator[Change]:
    """The chief then and now."""
    records, window = teller.records, teller.records.window
    then, now = (records.chief_at(teller.key, at) for at in (window.since, window.cut_off))
    if (then and then.pk) == (now and now.pk):
        return
    latest = now or then
    assert latest is not None  # one of them is there, or both are None
    on = now.valid_from if now else latest.valid_to
    at, by = (now.created_at, str(now.created_by)) if now else (latest.updated_at, "")
    names = [f"{one.officer.name}（{one.post}）" if one else NOBODY for one in (then, now)]
    yield teller.make(
        ChangeKind.PEOPLE, "首席责任人", *names, on=telling.day(on), at=at, by=by,
        row=f"ledger.responsibility/{latest.pk}",
    )  # fmt: skip


def _nodes(teller: Teller) -> Iterator[Change]:
    """Each node once; what one deed wrote on many nodes in one line."""
    window = teller.records.window
    then = teller.records.rows_of(teller.key, RowKind.NODE, window.since)
    told: dict[Any, list[RowChange]] = defaultdict(list)
    for one in teller.records.rows[teller.key]:
        if one.kind == RowKind.NODE and window.has(one.at):
            told[one.row].append(one)
    deeds: dict[tuple[datetime, bool], list[RowChange]] = defaultdict(list)
    for rows in told.values():
        deeds[rows[-1].at, (RowKind.NODE, rows[-1].row) in then].append(rows[-1])
    for (_, is_old), rows in deeds.items():
        if len(rows) > _NODES_TOLD:
            yield _many_nodes(teller, rows, is_old=is_old)
            continue
        for last in rows:
            before = then.get((RowKind.NODE, last.row))
            yield from _node(teller, before.after if before else {}, last)


def _many_nodes(teller: Teller, rows: list[RowChange], *, is_old: bool) -> Change:
    last = rows[-1]
    after = f"{'调整' if is_old else '新增'}节点 {len(rows)} 个" + (f"：{last.why}" if last.why else "")
    return teller.make(
        ChangeKind.NODE, "方案节点", "", after, on=telling.instant(last.at)[:10], at=last.at, by=str(last.by),
        row=f"ledger.rowchange/{last.pk}",
    )  # fmt: skip


def _node(teller: Teller, then: dict[str, str], last: RowChange) -> Iterator[Change]:
    differing = [key for key in _NODE_KEYS if then.get(key, "") != last.after.get(key, "")]
    if not differing:
        return
    before, after = ("；".join(_said(key, one[key]) for key in differing if one.get(key)) for one in (then, last.after))
    yield teller.make(
        ChangeKind.NODE, last.title, before or "（无）", after or "取消", on=telling.instant(last.at)[:10], at=last.at,
        by=str(last.by), row=f"ledger.rowchange/{last.pk}",
    )  # fmt: skip


def _said(key: str, value: str) -> str:
    return f"进度 {value}%" if key == _PERCENT else f"{key} {value}"


def _answers(teller: Teller) -> Iterator[Change]:
    for one in teller.records.entries[teller.key]:
        if one.kind in _ANSWERS:
            after = f"{one.get_kind_display()}：{one.text or one.detail}"
            yield teller.make(
                ChangeKind.ANSWER, one.problem.title, "", after, on=telling.instant(one.at)[:10], at=one.at,
                by=str(one.by), row=f"progress.problementry/{one.pk}",
            )  # fmt: skip


def _items(teller: Teller) -> Iterator[Change]:
    """Each action item once: its state then and now, with the last thing that happened to it."""
    for item in teller.beside.items[teller.key]:
        known = teller.beside.events(item)
        if not known or not teller.records.window.has(known[-1].at):
            continue
        then = [one for one in known if one.at <= teller.records.window.since]
        last = known[-1]
        before = str(ItemState(then[-1].after).label) if then else ""
        said = last.note or last.detail
        after = f"{ItemState(last.after).label}（{last.get_kind_display()}{f'：{said}' if said else ''}）"
        yield teller.make(
            ChangeKind.ITEM, f"{item.number} {item.matter}", before, after, on=telling.instant(last.at)[:10],
            at=last.at, by=str(last.by), row=f"items.item/{item.pk}",
        )  # fmt: skip


_PARTS: tuple[Callable[[Teller], Iterator[Change]], ...] = (_steps, _light, _amounts, _people, _nodes, _answers, _items)
