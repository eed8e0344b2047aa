"""A decision typed once becomes a decision and its action item in one transaction, exactly once for one key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, NotFound
from projects.people.models import Officer, Organisation
from projects.rows import one_or_none
from workflow.dispatch.models import AgendaEntry, Meeting
from workflow.items.deadlines import Deadline
from workflow.items.services import issue_item, void_item
from workflow.items.sources import Source, SourceKind
from workflow.minutes.acts import Act
from workflow.minutes.kinds import LONGEST_REASON, LONGEST_TEXT
from workflow.minutes.models import Decision
from workflow.minutes.services.locks import check_text, locked_sitting, touch
from workflow.minutes.wording import WORKING

MOST_MATTER = 300
MOST_JOINT = 20


@dataclass(frozen=True)
class Due:
    """Until when: a day, or so many working or calendar days from the day of recording."""

    on: date | None = None
    days: int | None = None
    counting: str = ""


@audited()
def record_decision(
    meeting_id: UUID,
    *,
    key: UUID,
    text: str,
    lead: Organisation,
    due: Due,
    by: Officer,
    now: datetime,
    joint: Sequence[Organisation] = (),
    officer: Officer | None = None,
    entry_id: int | None = None,
) -> Decision:
    """Write down a decision and issue its item. The same ``key`` with the same content answers what it made before.

    ``entry_id`` empty: a decision about no project. Refusals: ``NotAllowed``, ``Conflict`` (``minutes_confirmed``,
    ``key_reused``), ``Invalid`` by field; nothing is kept of a refused one.
    """
    meeting = locked_sitting(meeting_id, by=by)
    mark = fingerprint(meeting_id, text, lead, joint, officer, due, entry_id, by)
    known = Decision.objects.filter(key=key).first()
    if known is not None:
        if known.fingerprint != mark:
            raise Conflict("这个提交编号已用于另一条议定事项，请换一个编号。", "key_reused")
        return known
    made = _checked(meeting, text=text, lead=lead, joint=joint, officer=officer, due=due, entry_id=entry_id, by=by,
                    now=now)  # fmt: skip
    made.key, made.fingerprint, made.recorded_by, made.recorded_at, made.updated_at = key, mark, by, now, now
    made.number = (Decision.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0) + 1
    _issue(made, joint, due, by=by, now=now)
    made.save(force_insert=True)
    made.joint.set(joint)
    touch(meeting, by=by, now=now)
    record(Act.DECIDE, made, by=by, now=now, detail=made.text, name=meeting.title)
    return made


@audited()
def reword_decision(
    decision_id: UUID, *, text: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Decision:
    """Polish the words before the minutes are confirmed; units, person and deadline stay as issued."""
    made = _locked(decision_id, by=by)
    if expected_version is not None and expected_version != made.version:
        raise Conflict("这条议定事项刚被他人修改，请刷新后核对再改。", "decision_changed")
    return reworded(made, text, by=by, now=now)


def reworded(made: Decision, text: str, *, by: Officer, now: datetime) -> Decision:
    """``reword_decision`` on a sitting that is already locked."""
    words = check_text(text, "议定事项", "text", LONGEST_TEXT)
    if words == made.text:
        return made
    change = Difference("text", "议定事项", made.text, words)
    made.text, made.updated_at, made.version = words, now, made.version + 1
    made.save(update_fields=["text", "updated_at", "version"])
    touch(made.meeting, by=by, now=now)
    record(Act.REWORD, made, by=by, now=now, changes=[change], name=made.meeting.title)
    return made


@audited()
def drop_decision(decision_id: UUID, *, reason: str, by: Officer, now: datetime) -> Decision:
    """Take it out before the minutes are confirmed; its item is void for the same reason."""
    made = _locked(decision_id, by=by)
    why = check_text(reason, "撤去理由", "reason", LONGEST_REASON)
    if made.is_dropped:
        raise Conflict("这条议定事项已经撤去。", "dropped")
    void_item(made.item_id, reason=f"会议纪要确认前撤去：{why}"[:LONGEST_REASON], by=by, now=now)
    made.dropped_by, made.dropped_at, made.drop_reason = by, now, why
    made.updated_at, made.version = now, made.version + 1
    made.save(update_fields=["dropped_by", "dropped_at", "drop_reason", "updated_at", "version"])
    touch(made.meeting, by=by, now=now)
    record(Act.DROP, made, by=by, now=now, detail=why, name=made.meeting.title)
    return made


def fingerprint(
    meeting: UUID,
    text: str,
    lead: Organisation,
    joint: Sequence[Organisation],
    officer: Officer | None,
    due: Due,
    entry: int | None,
    by: Officer,
) -> str:
    """SHA-256 of everything that was said, so that one key never means two things."""
    said: list[Any] = [meeting, text.strip(), lead.pk, sorted(str(one.pk) for one in joint)]
    said += [officer.pk if officer else "", due.on, due.days, due.counting, entry, by.pk]
    return hashlib.sha256(json.dumps(said, default=str, ensure_ascii=False).encode()).hexdigest()


def _checked(
    meeting: Meeting,
    *,
    text: str,
    lead: Organisation,
    joint: Sequence[Organisation],
    officer: Officer | None,
    due: Due,
    entry_id: int | None,
    by: Officer,
    now: datetime,
) -> Decision:
    today = timezone.localdate(now)
    if timezone.localdate(meeting.starts_at) > today:
        raise Conflict(f"{meeting.title}还没有召开，开会当天起才能记录议定事项。", "meeting_ahead")
    made = Decision(meeting=meeting, text=check_text(text, "议定事项", "text", LONGEST_TEXT), lead=lead)
    _check_units(lead, joint, by)
    if officer is not None and (not officer.is_active or officer.kind != Officer.Kind.PERSON):
        raise Invalid("责任人的账号已停用或不是人员账号，请改选他人。", "officer")
    made.officer = officer
    made.days, made.counting = due.days, due.counting if due.days is not None else ""
    if entry_id is not None:
        made.entry = _entry(meeting, entry_id)
        made.project = made.entry.project
    return made


def _check_units(lead: Organisation, joint: Sequence[Organisation], by: Officer) -> None:
    known = set(Organisation.objects.visible_to(by).filter(pk__in=[lead.pk, *(one.pk for one in joint)])
                .values_list("pk", flat=True))  # fmt: skip
    if lead.pk not in known:
        raise Invalid("没有找到牵头单位，或它不在您的查看范围内，请重新选择。", "lead")
    if len(joint) > MOST_JOINT or not known >= {one.pk for one in joint}:
        raise Invalid(f"配合单位最多{MOST_JOINT}个，且须在您的查看范围内，请重新选择。", "joint")
    if lead in joint:
        raise Invalid("配合单位里不用再选牵头单位。", "joint")


def _entry(meeting: Meeting, entry_id: int) -> AgendaEntry:
    found = one_or_none(meeting.agenda.current().filter(pk=entry_id).select_related("project"))
    if found is None:
        raise Invalid("这个议题不在本次会议的议程上，请刷新页面后重选。", "entry", "entry_gone")
    return found


def _issue(made: Decision, joint: Sequence[Organisation], due: Due, *, by: Officer, now: datetime) -> None:
    meeting, line = made.meeting, " ".join(made.text.split())
    item = issue_item(
        issuer=meeting.series.organisation,
        matter=line if len(line) <= MOST_MATTER else f"{line[: MOST_MATTER - 1]}…",
        requirement=made.text if len(line) > MOST_MATTER or "\n" in made.text else "",
        lead=made.lead,
        joint=joint,
        officer=made.officer,
        project=made.project,
        deadline=Deadline(on=due.on, days=due.days, counting=due.counting or WORKING),
        source=Source(kind=SourceKind.MEETING, label=meeting.title, key=f"decision:{made.key}"),
        by=by,
        now=now,
    )
    made.item, made.due_on = item, item.due_on


def _locked(decision_id: UUID, *, by: Officer) -> Decision:
    """The decision with its sitting under lock."""
    found = one_or_none(Decision.objects.filter(pk=decision_id).values_list("meeting", flat=True))
    if found is None:
        raise NotFound("没有找到这条议定事项，或它不在您的查看范围内。")
    meeting = locked_sitting(found, by=by)
    made = Decision.objects.select_for_update(of=("self",), no_key=True).select_related("item").get(pk=decision_id)
    made.meeting = meeting
    return made
