"""The page of one project in a pack, from ``Records``. Asks nothing of the database but the phone of its chief."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.dateparse import parse_date

from projects.ledger.fields import LABELS
from projects.ledger.kinds import RowKind
from projects.ledger.models import RowChange
from projects.ledger.stages import STAGE_STEPS, STAGES, Stage, Standing, planned_field_of
from projects.masking import mask_phone
from projects.plans.kinds import State
from projects.progress.kinds import OPEN_STATES, ProblemState
from workflow.lights.colours import Light
from workflow.lights.facts import Facts
from workflow.packs import telling
from workflow.packs.content import Change, Chief, Due, Fact, Lamp, Money, Page, Problem, Report, Stop
from workflow.packs.queries.beside import Beside
from workflow.packs.queries.records import FACTS, Records

MOST_REPORTS, MOST_DUE = 3, 12
_OPEN_NODES = {str(State.PLANNED.label), str(State.DOING.label)}
_OPEN_PROBLEMS = {str(ProblemState(state).label) for state in OPEN_STATES}
_STAGE_OF = {str(label): value for value, label in Stage.choices}


@dataclass(frozen=True)
class Asked:
    """Which project, with its light then and now, what the agenda says of it, and how far ahead nodes are due."""

    key: UUID
    then: Light
    now: Light
    facts: Facts
    reason: str
    detail: str
    due_by: date


def page_of(records: Records, beside: Beside, asked: Asked, changes: tuple[Change, ...]) -> Page:
    """The page as of the cut-off."""
    key, window = asked.key, records.window
    return Page(
        project=str(key),
        number=records.projects[key].number,
        name=records.text(key, "name", window.cut_off),
        unit=records.unit(key),
        stage=str(Stage(asked.facts.stage).label),
        standing=str(Standing(asked.facts.standing).label),
        reason=asked.reason,
        detail=asked.detail,
        needs_chief=asked.facts.needs_chief,
        lamp=Lamp(asked.now.colour, asked.now.label, tuple(asked.now.reasons)),
        money=_money(records, asked),
        chief=_chief(records, key),
        facts=tuple(_facts(records, key)),
        stops=tuple(_stops(records, asked)),
        reports=_reports(records, key),
        problems=tuple(_problems(records, key)),
        due=_due(records, asked),
        changes=changes,
        tasks=beside.tasks(key),
        materials=tuple(beside.materials(key)),
    )


def amount_of(records: Records, key: UUID) -> str:
    """Total investment at the cut-off."""
    return telling.money(records.text(key, "total_investment_wan", records.window.cut_off))


def _facts(records: Records, key: UUID) -> Iterable[Fact]:
    """What is filled in, in the order in which a leader asks."""
    for name in FACTS:
        text = records.text(key, name, records.window.cut_off)
        if name in ("landing_organisation", "lead_organisation"):
            text = records.unit(key, name)
        value = telling.shown(name, text)
        if value:
            yield Fact(LABELS[name], value)
        if name == "chain":
            yield from _foreign(records, key)


def _foreign(records: Records, key: UUID) -> Iterable[Fact]:
    at = records.window.cut_off
    currency, amount = (records.text(key, name, at) for name in ("foreign_currency", "foreign_amount_wan"))
    if currency and amount:
        yield Fact(LABELS["foreign_amount_wan"], f"{telling.shown('foreign_amount_wan', amount)}{currency}")
    capital = telling.shown("registered_capital_wan", records.text(key, "registered_capital_wan", at))
    if capital:
        yield Fact(LABELS["registered_capital_wan"], capital)


def _stops(records: Records, asked: Asked) -> Iterable[Stop]:
    key, at, on = asked.key, records.window.cut_off, records.window.on
    reached = {one.target: one.effective_on for one in records.steps_at(key, at) if one.step in STAGE_STEPS}
    begun = parse_date(records.text(key, "negotiating_on", at))
    last = STAGES.index(asked.facts.stage)
    for place, stage in enumerate(STAGES):
        planned = parse_date(records.text(key, planned_field_of(stage), at)) if place else None
        day = (reached.get(stage) if place else begun) if place <= last else None
        late = max(((day or on) - planned).days, 0) if planned and (place <= last or place == last + 1) else 0
        state = "done" if place < last else "now" if place == last else "ahead"
        yield Stop(stage, str(Stage(stage).label), state, telling.day(day), telling.day(planned), late)


def _chief(records: Records, key: UUID) -> Chief | None:
    held = records.chief_at(key, records.window.cut_off)
    if held is None:
        return None
    post = held.post.name_on(records.window.on) if held.post else ""
    return Chief(held.officer.name, post, mask_phone(held.officer.phone), telling.day(held.valid_from))


def _reports(records: Records, key: UUID) -> tuple[Report, ...]:
    """Those sent in or corrected in the period, the latest first; else the last one known."""
    window = records.window
    known = records.rows_of(key, RowKind.REPORT, window.cut_off).values()
    rows = sorted(known, key=lambda one: (records.periods[one.row], one.at))
    told = [_report(one, is_new=window.has(one.at)) for one in reversed(rows)]
    return tuple([one for one in told if one.is_new][:MOST_REPORTS] or told[:1])


def _report(one: RowChange, *, is_new: bool) -> Report:
    said = one.after
    return Report(
        title=one.title,
        news=said.get("本期进展", ""),
        next_steps=said.get("下步计划", ""),
        completed_wan=telling.money(said.get("累计完成固定资产投资（万元）")),
        image=f"{said['形象进度（%）']}%" if said.get("形象进度（%）") else "",
        at=telling.instant(one.at),
        by=str(one.by),
        is_new=is_new,
    )


def _problems(records: Records, key: UUID) -> Iterable[Problem]:
    window = records.window
    for one in records.rows_of(key, RowKind.PROBLEM, window.cut_off).values():
        said = one.after
        if said.get("状态") in _OPEN_PROBLEMS:
            raised = parse_date(said.get("提出日期", ""))
            yield Problem(
                title=said.get("问题", one.title),
                kind=said.get("问题类型", ""),
                level=said.get("协调层级", ""),
                asked=said.get("请求协调单位", ""),
                need=said.get("请求协调事项", ""),
                answer=said.get("最近答复", ""),
                raised_on=telling.day(raised),
                days=max((window.on - raised).days, 0) if raised else 0,
            )


def _due(records: Records, asked: Asked) -> tuple[Due, ...]:
    """Late ones first, then those due before the next sitting."""
    found = []
    for one in records.rows_of(asked.key, RowKind.NODE, records.window.cut_off).values():
        said = one.after
        on = parse_date(said.get("承诺完成") or said.get("计划完成") or "")
        if on is not None and on <= asked.due_by and _is_open(said, asked.facts.stage):
            owner = said.get("责任人") or said.get("责任单位") or ""
            found.append(Due(one.title, owner, telling.day(on), said.get("状态", ""), (records.window.on - on).days))
    return tuple(sorted(found, key=lambda one: (-one.late, one.name))[:MOST_DUE])


def _is_open(said: dict[str, str], stage: str) -> bool:
    """A milestone is reached with its stage; any other node says so itself."""
    of = _STAGE_OF.get(said.get("所属阶段", ""), Stage.NEGOTIATING)
    if said.get("阶段里程碑") == "是":
        return STAGES.index(of) > STAGES.index(stage)
    return said.get("状态", "") in _OPEN_NODES


def _money(records: Records, asked: Asked) -> Money:
    window, at = records.window, records.window.cut_off
    arrived = year = now = Decimal(0)
    for fund in records.funds[asked.key]:
        counts = fund.confirmed_at is not None and fund.confirmed_at <= at
        if not counts or (fund.withdrawn_at is not None and fund.withdrawn_at <= at):
            continue
        amount = fund.confirmed_amount_wan or Decimal(0)
        arrived += amount
        year += amount if fund.arrived_on.year == window.on.year else 0
        now += amount if window.has(fund.confirmed_at) else 0
    return Money(
        total_wan=amount_of(records, asked.key),
        fixed_wan=telling.money(records.text(asked.key, "fixed_investment_wan", at)),
        arrived_wan=telling.money(arrived),
        arrived_year_wan=telling.money(year),
        arrived_now_wan=telling.money(now),
        year_plan_wan=telling.money(asked.facts.year_plan_wan),
        done_wan=telling.money(asked.facts.done_wan),
    )
