"""Minutes as a document: the 纪要 layout of GB/T 9704-2012, 10.3 (practice.md 6.5 and 6.6)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from projects.papers.blocks import Block, Heading, Layout, Note, Paper, Paragraph, Roll
from workflow.minutes.kinds import PresenceState
from workflow.minutes.models import Decision, Minutes, Presence
from workflow.minutes.wording import chinese, closing, deadline_text, decision_heading, duties


def paper_of(minutes: Minutes) -> Paper:
    """The whole document with its corrections as an appendix. Four queries; nothing in it depends on a clock."""
    meeting = minutes.meeting
    day = minutes.confirmed_at or meeting.starts_at
    return Paper(
        layout=Layout.MINUTES,
        title=f"{meeting.title}纪要",
        blocks=tuple(_blocks(minutes)),
        head=f"{meeting.series.organisation.label}调度会议纪要",
        number=minutes.number,
        copied_to=_copied(minutes),
        issuer=str(meeting.series.organisation),
        signed_on=timezone.localdate(day),
    )


def decisions_in(minutes: Minutes) -> list[Decision]:
    """As they are printed and numbered: by agenda, then by recording; those about no project last."""
    rows = Decision.objects.standing().filter(meeting=minutes.meeting_id)
    rows = rows.select_related("lead", "officer", "project", "entry", "item").prefetch_related("joint")
    return sorted(rows, key=lambda one: (one.entry is None, one.entry.position if one.entry else 0, one.number))


def duties_of(one: Decision) -> str:
    """牵头单位：…；配合单位：…；责任人：…；完成时限：…"""
    return duties(
        lead=one.lead.label,
        joint=[unit.label for unit in one.joint.all()],
        officer=one.officer.name if one.officer else "",
        deadline=deadline_text(one.due_on, one.days, one.counting),
    )


def rolls(minutes: Minutes) -> list[Roll]:
    """出席, 请假, 列席. A deputy stands among those present: 张三（代李四）."""
    rows = list(minutes.meeting.presences.all())
    present = [_named(one) for one in rows if one.state == PresenceState.ATTENDED]
    present += [f"{one.deputy}（代{one.name}）" for one in rows if one.deputy]
    excused = [f"{one.name}（{one.reason}）" for one in rows if one.state == PresenceState.EXCUSED]
    observed = [_named(one) for one in rows if one.state == PresenceState.OBSERVED]
    found = (("出席", present), ("请假", excused), ("列席", observed))
    return [Roll(label, tuple(names)) for label, names in found if names]


def _named(one: Presence) -> str:
    """Guests bear their unit: nobody else knows them."""
    return f"{one.name}（{one.unit}）" if one.officer_id is None and one.unit else one.name


def _blocks(minutes: Minutes) -> Iterator[Block]:
    yield Paragraph(minutes.opening)
    for place, one in enumerate(decisions_in(minutes), start=1):
        project = one.project.name if one.project else ""
        yield Heading(f"{chinese(place)}、{decision_heading(project, one.text)}")
        yield Paragraph(closing(one.text))
        yield Paragraph(f"（{duties_of(one)}）")
    for section in minutes.sections:
        if section["heading"]:
            yield Heading(section["heading"], level=2)
        yield from (Paragraph(text) for text in section["paragraphs"])
    yield from rolls(minutes)
    yield from _corrections(minutes)
    if minutes.pack_sha256:
        yield Note(f"会议材料校验码（SHA-256）：{minutes.pack_sha256}")


def _corrections(minutes: Minutes) -> Iterator[Block]:
    for one in minutes.corrections.order_by("number"):
        if one.number == 1:
            yield Heading("附：更正")
        on = timezone.localtime(one.at)
        lead = f"更正{chinese(one.number)}　"
        yield Paragraph(f"{closing(one.text)}（更正理由：{one.reason}；{on.year}年{on.month}月{on.day}日）", lead=lead)


def _copied(minutes: Minutes) -> str:
    """Lead and co-operating units, each once, in the order of the tree."""
    units = {unit.path: unit.label for one in decisions_in(minutes) for unit in (one.lead, *one.joint.all())}
    return "，".join(units[path] for path in sorted(units))
