"""Minutes: drafted by rule, confirmed by another, locked for good, corrected by additions, sent and acknowledged."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from docx import Document

from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from tests.factories import City, build_city
from tests.workflow.dispatch.sittings import at
from tests.workflow.minutes.samples import (
    AFTER,
    DURING,
    Sitting,
    attended,
    confirmed,
    decided,
    drafted,
    second_dispatcher,
    sent,
    sitting,
)
from workflow.minutes import triggers
from workflow.minutes.kinds import MinutesState, PresenceState
from workflow.minutes.models import Decision, Edition, Minutes, Presence, Receipt
from workflow.minutes.queries.circulation import open_receipts, receivers_of, to_confirm, to_send, to_write
from workflow.minutes.queries.paper import decisions_in, paper_of
from workflow.minutes.queries.reading import decisions_of, minutes_of
from workflow.minutes.services import (
    Attended,
    acknowledge_minutes,
    confirm_minutes,
    correct_minutes,
    draft_minutes,
    drop_decision,
    edit_minutes,
    mark_discussed,
    record_attendance,
    remind_receivers,
    return_minutes,
    send_minutes,
    submit_minutes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def sat(city: City) -> Sitting:
    return sitting(city)


def words_of(minutes: Minutes) -> str:
    """All words of the document in their order."""
    values = paper_of(minutes).values()
    return "\n".join(
        "　".join([one.get("label", ""), *one["names"]]) if one["is"] == "roll" else one.get("lead", "") + one["text"]
        for one in values["blocks"]
    )


def test_the_draft_opens_with_the_sentence_of_the_field(city: City, sat: Sitting) -> None:
    made = drafted(city, sat)
    assert made.opening == (
        "2026年11月23日，陈市长主持召开芜湖市重大项目周调度第1次会议，听取2个项目推进情况汇报，研究调度存在问题。"
        "现将议定事项纪要如下："
    )


def test_what_was_not_finished_is_named_as_carried_over(city: City, sat: Sitting) -> None:
    mark_discussed(sat.second.pk, "unfinished", by=city.dispatcher, now=DURING)
    assert "“新能源汽车零部件项目”未及研究，列入下次会议续议。" in words_of(drafted(city, sat))


def test_decisions_are_numbered_in_chinese_with_units_and_deadline(city: City, sat: Sitting) -> None:
    decided(city, sat, entry_id=None, text="各县区每周五报送进展")
    decided(city, sat, officer=city.chief)
    words = words_of(drafted(city, sat))
    assert words.index("一、关于光伏跟踪支架生产基地") < words.index("二、")
    assert (
        "（牵头单位：繁昌区；配合单位：市工业和信息化局；责任人：张区长；完成时限：2026年11月30日前（5个工作日））"
        in words
    )


def test_a_deputy_stands_among_those_present(city: City, sat: Sitting) -> None:
    words = words_of(drafted(city, sat))
    assert "出席　陈市长　钱认　周副区长（代张区长）" in words
    assert "请假　张区长（外出招商）" in words and "列席　郑总（中信博新能源）" in words


def test_a_dropped_decision_is_not_printed(city: City, sat: Sitting) -> None:
    made = decided(city, sat)
    drop_decision(made.pk, reason="会后另议", by=city.dispatcher, now=DURING)
    assert decisions_in(drafted(city, sat)) == []


def test_somebody_excused_needs_a_reason(city: City, sat: Sitting) -> None:
    with pytest.raises(Invalid, match="张区长的请假事由"):
        record_attendance(
            sat.meeting.pk, [Attended(city.chief, state=PresenceState.EXCUSED)], by=city.dispatcher, now=AFTER
        )
    assert not Presence.objects.exists()


def test_the_same_person_is_noted_once(city: City, sat: Sitting) -> None:
    with pytest.raises(Invalid, match="登记了两次"):
        record_attendance(sat.meeting.pk, [Attended(city.chief)] * 2, by=city.dispatcher, now=AFTER)


def test_two_editors_never_overwrite_each_other(city: City, sat: Sitting) -> None:
    made = drafted(city, sat)
    text = {"opening": made.opening, "sections": [{"heading": "会议强调", "paragraphs": ["抓紧。"]}]}
    edit_minutes(sat.meeting.pk, **text, by=city.leader, now=AFTER, expected_version=made.version)
    with pytest.raises(Stale):
        edit_minutes(sat.meeting.pk, **text, by=city.dispatcher, now=AFTER, expected_version=made.version)


def test_a_decision_that_comes_in_makes_the_draft_that_was_seen_an_older_one(city: City, sat: Sitting) -> None:
    made = drafted(city, sat)
    decided(city, sat)
    with pytest.raises(Stale):
        confirm_minutes(sat.meeting.pk, by=city.leader, now=AFTER, expected_version=made.version)


def test_whoever_wrote_the_last_version_does_not_confirm_it(city: City, sat: Sitting) -> None:
    drafted(city, sat)
    with pytest.raises(NotAllowed, match="另一名调度员"):
        confirm_minutes(sat.meeting.pk, by=city.dispatcher, now=AFTER)
    other = second_dispatcher(city)
    assert confirm_minutes(sat.meeting.pk, by=other, now=AFTER).is_confirmed


@pytest.mark.parametrize("who", ["clerk", "chief"])
def test_nobody_else_confirms(city: City, sat: Sitting, who: str) -> None:
    drafted(city, sat)
    with pytest.raises(NotAllowed):
        confirm_minutes(sat.meeting.pk, by=getattr(city, who), now=AFTER)


def test_minutes_without_attendance_are_not_confirmed(city: City, sat: Sitting) -> None:
    draft_minutes(sat.meeting.pk, by=city.dispatcher, now=AFTER)
    with pytest.raises(Conflict, match="出席情况"):
        confirm_minutes(sat.meeting.pk, by=city.leader, now=AFTER)


def test_the_chair_sends_a_draft_back_with_what_to_mend(city: City, sat: Sitting) -> None:
    drafted(city, sat)
    submit_minutes(sat.meeting.pk, by=city.dispatcher, now=AFTER)
    assert list(to_confirm(city.leader)) == [sat.meeting.minutes]
    made = return_minutes(sat.meeting.pk, note="补充会议强调", by=city.leader, now=AFTER)
    assert (made.state, made.return_note) == (MinutesState.DRAFT, "补充会议强调")


def test_confirming_numbers_locks_and_keeps_the_bytes(city: City, sat: Sitting) -> None:
    made = confirmed(city, sat)
    edition = Edition.objects.get(minutes=made)
    assert made.number == "芜湖市调纪〔2026〕1号" and edition.edition == 0
    assert hashlib.sha256(bytes(edition.pdf)).hexdigest() == edition.pdf_sha256 and bytes(edition.pdf)[:5] == b"%PDF-"
    text = "\n".join(one.text for one in Document(BytesIO(bytes(edition.docx))).paragraphs)
    assert "完成项目用地报批" in text and "芜湖市调纪〔2026〕1号" in text


def test_a_correction_is_added_and_printed_as_an_appendix(city: City, sat: Sitting) -> None:
    made = confirmed(city, sat)
    before = Edition.objects.get(minutes=made).pdf_sha256
    with pytest.raises(Conflict, match="锁定"):
        edit_minutes(sat.meeting.pk, opening="改", sections=[], by=city.leader, now=AFTER)
    correct_minutes(sat.meeting.pk, text="完成时限应为12月7日", reason="笔误", by=city.dispatcher, now=AFTER)
    words = words_of(Minutes.objects.select_related("meeting__series__organisation").get(pk=made.pk))
    assert "更正一　完成时限应为12月7日。（更正理由：笔误；2026年11月23日）" in words
    assert [one.edition for one in Edition.objects.all()] == [0, 1]
    assert Edition.objects.get(edition=0).pdf_sha256 == before != Edition.objects.get(edition=1).pdf_sha256


def test_a_draft_is_not_corrected_but_edited(city: City, sat: Sitting) -> None:
    drafted(city, sat)
    with pytest.raises(Conflict, match="直接修改"):
        correct_minutes(sat.meeting.pk, text="x", reason="y", by=city.dispatcher, now=AFTER)


def test_minutes_go_to_those_called_and_to_people_of_the_units(city: City, sat: Sitting) -> None:
    made = sent(city, sat)
    assert {one.officer.name for one in made.receipts.all()} >= {"陈市长", "钱认", "李填", "张区长", "吴认"}
    assert not made.receipts.filter(officer=city.sibling_clerk).exists()
    assert made.receipts.get(officer=city.clerk).organisation == city.district


def test_each_acknowledges_once_and_the_first_time_stays(city: City, sat: Sitting) -> None:
    sent(city, sat)
    first = acknowledge_minutes(sat.meeting.pk, by=city.clerk, now=AFTER)
    again = acknowledge_minutes(sat.meeting.pk, by=city.clerk, now=AFTER + timedelta(days=1))
    assert first.acknowledged_at == again.acknowledged_at == AFTER
    assert not open_receipts(city.clerk).exists() and open_receipts(city.chief).exists()


def test_only_who_got_them_acknowledges(city: City, sat: Sitting) -> None:
    sent(city, sat)
    with pytest.raises(NotFound):
        acknowledge_minutes(sat.meeting.pk, by=city.sibling_clerk, now=AFTER)


def test_drafts_are_sent_to_nobody(city: City, sat: Sitting) -> None:
    drafted(city, sat)
    with pytest.raises(Conflict, match="确认后才能印发"):
        send_minutes(sat.meeting.pk, by=city.dispatcher, now=AFTER)


def test_nobody_outside_the_circle_is_sent_them(city: City, sat: Sitting) -> None:
    confirmed(city, sat)
    with pytest.raises(Invalid, match="收件人"):
        send_minutes(sat.meeting.pk, [city.sibling_clerk.pk], by=city.dispatcher, now=AFTER)


def test_whoever_has_not_acknowledged_is_reminded_but_not_twice_at_once(city: City, sat: Sitting) -> None:
    made = sent(city, sat)
    acknowledge_minutes(sat.meeting.pk, by=city.clerk, now=AFTER)
    assert remind_receivers(sat.meeting.pk, by=city.dispatcher, now=AFTER) == made.receipts.count() - 1
    with pytest.raises(Conflict, match="刚刚提醒过"):
        remind_receivers(sat.meeting.pk, by=city.dispatcher, now=AFTER + timedelta(hours=1))


def test_what_waits_for_whom(city: City, sat: Sitting) -> None:
    decided(city, sat)
    assert list(to_write(city.dispatcher)) == [sat.meeting]
    confirmed(city, sat)
    assert not to_write(city.dispatcher).exists() and to_send(city.dispatcher).count() == 1
    send_minutes(sat.meeting.pk, by=city.dispatcher, now=AFTER)
    assert not to_send(city.dispatcher).exists() and receivers_of(sat.meeting.minutes)[0].officer is not None


def test_a_unit_without_a_part_reads_neither_the_document_nor_the_decision(city: City, sat: Sitting) -> None:
    confirmed(city, sat)
    meeting = sat.meeting
    assert minutes_of(meeting, city.sibling_clerk) is None and not decisions_of(meeting, city.sibling_clerk)
    assert minutes_of(meeting, city.clerk) is None and len(decisions_of(meeting, city.clerk)) == 1
    send_minutes(meeting.pk, by=city.dispatcher, now=AFTER)
    assert minutes_of(meeting, city.clerk) is not None


TAMPERING: list[tuple[str, Callable[[Any], Any]]] = [
    ("text", lambda made: Minutes.objects.filter(pk=made.pk).update(opening="别的")),
    ("minutes", lambda made: Minutes.objects.filter(pk=made.pk)._raw_delete("default")),
    ("decision", lambda made: Decision.objects.update(text="别的")),
    ("decision gone", lambda made: Decision.objects.all()._raw_delete("default")),
    ("joint unit", lambda made: Decision.objects.get().joint.clear()),
    ("attendance", lambda made: Presence.objects.update(reason="")),
    ("attendance gone", lambda made: Presence.objects.all()._raw_delete("default")),
    ("bytes", lambda made: Edition.objects.update(pdf=b"")),
    ("bytes gone", lambda made: Edition.objects.all()._raw_delete("default")),
    ("correction", lambda made: made.corrections.update(text="别的")),
    ("receipt", lambda made: Receipt.objects.update(sent_at=AFTER - timedelta(days=1))),
    ("receipt gone", lambda made: Receipt.objects.all()._raw_delete("default")),
]


@pytest.mark.parametrize("act", [row[1] for row in TAMPERING], ids=[row[0] for row in TAMPERING])
def test_the_database_itself_keeps_confirmed_minutes(city: City, sat: Sitting, act: Callable[[Any], Any]) -> None:
    made = sent(city, sat)
    correct_minutes(sat.meeting.pk, text="更正", reason="笔误", by=city.dispatcher, now=AFTER)
    with pytest.raises(DatabaseError, match="luodi"), transaction.atomic():
        act(made)


def test_the_guards_are_all_in_place() -> None:
    assert triggers.installed(connection)


def test_attendance_is_replaced_until_the_minutes_are_confirmed(city: City, sat: Sitting) -> None:
    attended(city, sat)
    record_attendance(sat.meeting.pk, [Attended(city.chief)], by=city.dispatcher, now=AFTER)
    row = Presence.objects.get()
    assert (row.name, row.unit) == ("张区长", "繁昌区区长")
    confirmed(city, sat)
    with pytest.raises(Conflict, match="锁定"):
        attended(city, sat, now=at(11, 24))


def test_an_unknown_sitting_is_not_found(city: City) -> None:
    with pytest.raises(NotFound):
        draft_minutes(uuid4(), by=city.dispatcher, now=AFTER)
