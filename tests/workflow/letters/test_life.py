"""A letter from draft to file: who may what when, what is frozen, what is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from docx import Document

from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from tests.factories import NOW, PDF, TODAY, City, give_chief, new_project
from tests.workflow.letters.samples import (
    answered,
    drafted,
    item,
    received,
    second_dispatcher,
    signed,
    submitted,
)
from workflow.items.models import Item
from workflow.letters import triggers
from workflow.letters.kinds import LetterState
from workflow.letters.models import Answer, Attachment, Copy, Entry, Letter, Talk
from workflow.letters.services import (
    FollowUp,
    accept_answer,
    answer_letter,
    drop_letter,
    edit_letter,
    file_letter,
    recall_letter,
    receive_letter,
    record_talk,
    refuse_letter,
    return_answer,
    sign_letter,
    submit_letter,
)

Write = Callable[[Letter], Any]


def test_a_signed_letter_has_number_term_and_two_frozen_copies(city: City) -> None:
    made = signed(city)
    assert (made.number_text, made.state) == ("芜招办〔2026〕1号", LetterState.SENT)
    assert made.due_on == TODAY + timedelta(days=7) and "2026年11月25日" in made.body
    copies = {one.format: one for one in made.copies.all()}
    assert set(copies) == {"pdf", "docx"} and all(one.is_whole for one in copies.values())
    assert bytes(copies["pdf"].content).startswith(b"%PDF")
    words = "\n".join(one.text for one in Document(BytesIO(bytes(copies["docx"].content))).paragraphs)
    assert made.number_text in words and "2026年11月25日" in words and "中信博" in words
    assert signed(city, project=made.project).number_text == "芜招办〔2026〕2号"
    assert [one.kind for one in made.entries.all()] == ["drafted", "submitted", "signed"]


def test_the_chief_and_the_head_are_addressed_by_name(city: City) -> None:
    project = new_project(city, is_industrial=False)
    give_chief(city, project)
    chief = drafted(city, project, recipient_kind="chief")
    assert (chief.recipient, chief.addressee) == (city.chief, "繁昌区区长张区长同志")
    assert drafted(city, project, recipient_kind="head").recipient == city.chief
    assert drafted(city, project).recipient is None


def test_a_slip_is_a_form_with_the_number_of_its_item(city: City) -> None:
    about = item(city)
    made = signed(city, item=about, kind="urge", title="关于{事项}的催办单", body="{事项编号}未办结。")
    pdf, docx = made.copies.get(format="pdf"), made.copies.get(format="docx")
    cells = [cell.text for table in Document(BytesIO(bytes(docx.content))).tables for row in table.rows
             for cell in row.cells]  # fmt: skip
    words = [one.text for one in Document(BytesIO(bytes(docx.content))).paragraphs]
    assert about.number in cells and f"编号：{made.number_text}" in words and pdf.size > 1000
    with pytest.raises(Invalid, match="交办单、催办单或督办单"):
        drafted(city, item=about, kind="reminder")


STATES: dict[str, Callable[[City], Letter]] = {
    "draft": lambda city: drafted(city),
    "signing": lambda city: submitted(city),
    "sent": lambda city: signed(city),
    "received": lambda city: received(city),
    "answered": lambda city: answered(city),
    "returned": lambda city: return_answer(answered(city).pk, note="补充时间表", by=city.dispatcher, now=NOW),
    "accepted": lambda city: accept_answer(answered(city).pk, by=city.dispatcher, now=NOW),
    "filed": lambda city: file_letter(
        accept_answer(answered(city).pk, by=city.dispatcher, now=NOW).pk, by=city.dispatcher, now=NOW
    ),
    "dropped": lambda city: drop_letter(drafted(city).pk, note="不需要", by=city.dispatcher, now=NOW),
}
ACTS: dict[str, tuple[Callable[[City, Letter], Any], frozenset[str]]] = {
    "edit": (lambda city, one: edit_letter(one.pk, {"title": "新"}, by=city.dispatcher, now=NOW), frozenset({"draft"})),
    "drop": (lambda city, one: drop_letter(one.pk, note="不发", by=city.dispatcher, now=NOW), frozenset({"draft"})),
    "submit": (
        lambda city, one: submit_letter(one.pk, signer=city.leader, by=city.dispatcher, now=NOW),
        frozenset({"draft"}),
    ),
    "recall": (lambda city, one: recall_letter(one.pk, by=city.dispatcher, now=NOW), frozenset({"signing"})),
    "refuse": (lambda city, one: refuse_letter(one.pk, note="改", by=city.leader, now=NOW), frozenset({"signing"})),
    "sign": (lambda city, one: sign_letter(one.pk, by=city.leader, now=NOW), frozenset({"signing"})),
    "receive": (lambda city, one: receive_letter(one.pk, by=city.clerk, now=NOW), frozenset({"sent"})),
    "answer": (
        lambda city, one: answer_letter(one.pk, text="办结", by=city.clerk, now=NOW),
        frozenset({"received", "returned"}),
    ),
    "accept": (lambda city, one: accept_answer(one.pk, by=city.dispatcher, now=NOW), frozenset({"answered"})),
    "return": (
        lambda city, one: return_answer(one.pk, note="补充", by=city.dispatcher, now=NOW),
        frozenset({"answered"}),
    ),
    "file": (
        lambda city, one: file_letter(one.pk, note="不再跟踪", by=city.dispatcher, now=NOW),
        frozenset({"sent", "received", "returned", "accepted"}),
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_taken_in_its_states_and_refused_in_all_others(city: City, act: str) -> None:
    do, allowed = ACTS[act]
    for state, walk in STATES.items():
        made = walk(city)
        assert made.state == state
        before = Entry.objects.filter(letter=made).count()
        if state in allowed:
            do(city, made)
            assert Entry.objects.filter(letter=made).count() == before + 1
        else:
            with pytest.raises((Conflict, NotFound)):  # before it is issued a unit knows nothing of it
                do(city, made)
            assert Letter.objects.get(pk=made.pk).state == state


def test_whoever_sent_it_to_be_signed_never_signs_and_nobody_signs_for_another(city: City) -> None:
    he = second_dispatcher(city)
    made = drafted(city, signer_kind="office")
    for signer in (city.dispatcher, city.clerk, city.chief):
        with pytest.raises(Invalid) as refused:
            submit_letter(made.pk, signer=signer, by=city.dispatcher, now=NOW)
        assert refused.value.field == "signer"
    submit_letter(made.pk, signer=he, by=city.dispatcher, now=NOW)
    for by, code in ((city.dispatcher, "four_eyes"), (city.leader, "not_signer")):
        with pytest.raises(NotAllowed) as stopped:
            sign_letter(made.pk, by=by, now=NOW)
        assert stopped.value.code == code
    assert sign_letter(made.pk, by=he, now=NOW).signed_by == he


def test_only_a_leader_signs_where_the_rung_asks_for_one(city: City) -> None:
    with pytest.raises(Invalid):
        submit_letter(drafted(city).pk, signer=second_dispatcher(city), by=city.dispatcher, now=NOW)


def test_a_letter_that_the_signer_sends_back_can_be_changed_and_takes_no_number(city: City) -> None:
    made = submitted(city)
    refuse_letter(made.pk, note="语气缓和", by=city.leader, now=NOW)
    edit_letter(made.pk, {"body": "请支持。"}, by=city.dispatcher, now=NOW)
    submit_letter(made.pk, signer=city.leader, by=city.dispatcher, now=NOW)
    assert sign_letter(made.pk, by=city.leader, now=NOW).sequence == 1


@pytest.mark.parametrize("who", ["sibling_clerk", "dispatcher", "leader"])
def test_only_the_unit_receives_and_answers(city: City, who: str) -> None:
    made = signed(city)
    with pytest.raises((NotAllowed, NotFound)):
        receive_letter(made.pk, by=getattr(city, who), now=NOW)
    receive_letter(made.pk, by=city.clerk, now=NOW)
    with pytest.raises((NotAllowed, NotFound)):
        answer_letter(made.pk, text="代答", by=getattr(city, who), now=NOW)


def test_nobody_outside_the_office_knows_of_a_letter_before_it_is_sent(city: City) -> None:
    made = submitted(city)
    assert not Letter.objects.visible_to(city.clerk).exists()
    assert list(Letter.objects.visible_to(city.leader)) == [made] == list(Letter.objects.to_sign_by(city.leader))
    sign_letter(made.pk, by=city.leader, now=NOW)
    assert list(Letter.objects.to_answer_by(city.clerk)) == [made] == list(Letter.objects.visible_to(city.chief))
    assert not Letter.objects.visible_to(city.sibling_clerk).exists()


def test_an_answer_keeps_its_files_is_marked_late_and_returned_with_a_new_term(city: City) -> None:
    made = received(city)
    later = NOW + timedelta(days=10)
    file = SimpleUploadedFile("整改方案.pdf", PDF)
    answer = answer_letter(made.pk, text="正在办理", files=[file], by=city.clerk, now=later)
    assert answer.is_late and answer.files.get().sha256 == hashlib.sha256(PDF).hexdigest()
    back = return_answer(made.pk, note="没有时间表", by=city.dispatcher, now=later)
    assert back.due_on is not None and back.due_on > later.date()
    assert not answer_letter(made.pk, text="附时间表", by=city.clerk, now=later).is_late
    assert [one.verdict for one in Answer.objects.all()] == ["returned", ""]


def test_a_hostile_file_leaves_nothing_behind(city: City) -> None:
    made = received(city)
    with pytest.raises(Invalid) as refused:
        answer_letter(made.pk, text="见附件", files=[SimpleUploadedFile("a.pdf", b"MZ")], by=city.clerk, now=NOW)
    assert refused.value.field == "files"
    assert not Answer.objects.exists() and not Attachment.objects.exists()
    assert Letter.objects.get(pk=made.pk).state == LetterState.RECEIVED


def test_filing_without_an_accepted_answer_needs_a_reason_unless_none_was_asked_for(city: City) -> None:
    made = received(city)
    with pytest.raises(Invalid, match="理由"):
        file_letter(made.pk, by=city.dispatcher, now=NOW)
    quiet = received(city, reply_days=0)
    assert quiet.due_on is None
    assert file_letter(quiet.pk, by=city.dispatcher, now=NOW).state == LetterState.FILED


def test_an_old_version_is_refused(city: City) -> None:
    made = drafted(city)
    edit_letter(made.pk, {"title": "新标题"}, by=city.dispatcher, now=NOW, expected_version=1)
    with pytest.raises(Stale):
        edit_letter(made.pk, {"title": "旧标题"}, by=city.dispatcher, now=NOW, expected_version=1)


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"title": ""}, "title"),
        ({"body": "{谁}"}, "body"),
        ({"word": "芜招办8号"}, "word"),
        ({"kind": "order"}, "kind"),
        ({"reply_days": 91}, "reply_days"),
        ({"trigger": "a\nb"}, "trigger"),
    ],
)
def test_a_draft_that_cannot_be_right_is_refused_at_its_field(city: City, over: dict[str, Any], field: str) -> None:
    new_project(city, is_industrial=False)
    with pytest.raises(Invalid) as refused:
        drafted(city, **over)
    assert refused.value.field == field


WRITES: dict[str, Write] = {
    "words": lambda one: Letter.objects.filter(pk=one.pk).update(body="改写"),
    "number": lambda one: Letter.objects.filter(pk=one.pk).update(sequence=9),
    "unit": lambda one: Letter.objects.filter(pk=one.pk).update(unit=one.organisation),
    "signature": lambda one: Letter.objects.filter(pk=one.pk).update(signed_at=NOW - timedelta(days=1)),
    "receipt": lambda one: Letter.objects.filter(pk=one.pk).update(received_at=NOW - timedelta(days=1)),
    "row": lambda one: Letter.objects.filter(pk=one.pk)._raw_delete("default"),
    "copy": lambda one: Copy.objects.filter(letter=one).update(content=b"x"),
    "entry": lambda one: Entry.objects.filter(letter=one).delete(),
    "answer": lambda one: Answer.objects.filter(letter=one).update(text="改写"),
}


@pytest.mark.parametrize("write", WRITES)
def test_what_was_signed_never_changes_and_without_the_guard_it_would(city: City, write: str) -> None:
    made = answered(city)
    with pytest.raises(DatabaseError), transaction.atomic():
        WRITES[write](made)
    if write == "row":
        return  # foreign keys would stop it as well
    triggers.remove(connection)
    try:
        with transaction.atomic():
            WRITES[write](made)
    finally:
        triggers.install(connection)


def test_a_talk_is_written_down_once_with_the_items_that_follow(city: City) -> None:
    notice = received(city, kind="talk", title="关于{项目}的约谈通知")
    said = {"trigger": "连续两个月红灯", "held_at": NOW, "place": "市政务中心", "led_by": "陈市长",
            "attendees": "张区长、李填", "outcome": "限期整改。"}  # fmt: skip
    told: dict[str, Any] = {"by": city.dispatcher, "now": NOW, "unit": city.district, "project": notice.project}
    follow = [FollowUp("一个月内开工", 20), FollowUp("每周报送进展", 5)]
    files = [SimpleUploadedFile("签到表.pdf", PDF)]
    made = record_talk(city.city, said, letter=notice, follow_ups=follow, files=files, **told)
    assert [one.item.matter for one in made.items.all()] == ["一个月内开工", "每周报送进展"]
    assert Item.objects.filter(lead=city.district, project=notice.project).count() == 2
    assert list(Talk.objects.visible_to(city.clerk)) == [made] and not Talk.objects.visible_to(city.sibling_clerk)
    with pytest.raises(Conflict):
        record_talk(city.city, said, letter=notice, **told)
    with pytest.raises(NotAllowed):
        record_talk(city.city, said, **{**told, "by": city.clerk})
    with pytest.raises(Conflict):
        record_talk(city.city, said, letter=signed(city), **told)
    with pytest.raises(Invalid) as refused:
        record_talk(city.city, {**said, "held_at": NOW + timedelta(hours=1)}, **told)
    assert refused.value.field == "held_at"
    with pytest.raises(DatabaseError), transaction.atomic():
        Talk.objects.update(outcome="改写")
