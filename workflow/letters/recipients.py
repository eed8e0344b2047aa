"""Whom a letter is for, and what stands in the named places of its text. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from projects.ledger.models import Project, Responsibility
from projects.papers.blocks import day_in_words
from projects.people.models import Officer, Organisation, Post, Tenure
from workflow.items.models import Item
from workflow.letters.kinds import Days, To
from workflow.letters.models import Letter

NOBODY = "（尚未明确）"


@dataclass(frozen=True)
class Whom:
    """The unit that answers, the person it is addressed to (none for the unit), and the words on the letter."""

    unit: Organisation
    officer: Officer | None
    addressee: str


def whom_of(kind: str, *, unit: Organisation, project: Project | None, on: date) -> Whom:
    """The chief, the head of the unit, or the unit. ``unit``: the lead unit of the project or item."""
    if kind == To.CHIEF and (held := chief_of(project, on)) is not None and held.officer.organisation is not None:
        where = held.post.organisation if held.post else held.officer.organisation
        return Whom(heir_of(where, on), held.officer, _named(held.officer, held.post, on))
    if kind == To.HEAD and (seat := _head_of(unit, on)) is not None:
        return Whom(unit, seat.officer, _named(seat.officer, seat.post, on))
    return Whom(unit, None, unit.name_on(on))


def lead_of(project: Project | None, item: Item | None, on: date) -> Organisation | None:
    """The lead unit of the item, else of the project, else where it lands; the heir of one that has ended."""
    if item is not None:
        return heir_of(item.lead, on)
    if project is None:
        return None
    return heir_of(project.lead_organisation or project.landing_organisation, on)


def heir_of(unit: Organisation, on: date) -> Organisation:
    """The unit itself, or what took over from it."""
    while unit.is_ended_on(on) and unit.successor is not None:
        unit = unit.successor
    return unit


def chief_of(project: Project | None, on: date) -> Responsibility | None:
    """The chief responsible officer of that day."""
    return Responsibility.objects.all().chief_on(project, on) if project is not None else None


def values_of(letter: Letter, *, on: date, reasons: str) -> dict[str, str]:
    """Name of a place → what fills it; ``reasons``: of the light, or how far the item is."""
    project, item = letter.project, letter.item
    held = chief_of(project, on)
    found = {
        "单位": letter.unit.name_on(on),
        "触发情形": letter.trigger,
        "理由": reasons or letter.trigger,
        "发文机关": letter.issuer,
        "首席责任人": held.officer.name if held else NOBODY,
        "上一文号": letter.previous.number_text if letter.previous else "",
    }
    if project is not None:
        found |= {"项目": project.name, "项目编号": project.number}
    if item is not None:
        due = day_in_words(item.due_on)
        found |= {"事项": item.matter, "事项编号": item.number, "事项期限": due}
        found.setdefault("项目", item.matter)
        found.setdefault("项目编号", item.number)
    return found


def term_words(letter: Letter) -> str:
    """How the term is told before the day of signing is known: 签发后第5个工作日."""
    unit = "个工作日" if letter.reply_count == Days.WORKING else "日"
    return f"签发后第{letter.reply_days}{unit}"


def _head_of(unit: Organisation, on: date) -> Tenure | None:
    held = Tenure.objects.current_on(on).filter(post__organisation=unit, post__is_principal=True)
    return held.select_related("officer__organisation", "post__organisation").order_by("valid_from").first()


def _named(officer: Officer, post: Post | None, on: date) -> str:
    unit = officer.organisation.name_on(on) if officer.organisation else ""
    return f"{post.name_on(on) if post else unit}{officer.name}同志"
