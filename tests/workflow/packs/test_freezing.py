"""Freezing: editions, refusals, hashes, and the same bytes whenever a pack is printed again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, OperationalError, connection, transaction

from projects.errors import Conflict, DomainError, Invalid, NotAllowed
from projects.ledger.services import update_project
from tests.factories import NOW, City
from tests.workflow.dispatch.sittings import sittings
from tests.workflow.packs.samples import CUT, FREEZE, SECOND, frozen, node, problem, report, sitting, two_projects
from workflow.dispatch.models import Meeting
from workflow.dispatch.services import cancel_meeting, hold_meeting
from workflow.packs import triggers
from workflow.packs.content import canonical, canonical_of, digest, from_json
from workflow.packs.kinds import FileKind
from workflow.packs.models import Pack, PackFile
from workflow.packs.printing import printed
from workflow.packs.services import hand_out


@pytest.fixture
def meeting(city: City) -> Meeting:
    """Its agenda holds a project with a report, a problem and a node."""
    ours, _ = two_projects(city)
    report(city, ours, now=NOW)
    problem(city, ours, now=NOW)
    node(city, ours, now=NOW)
    return sitting(city)


def test_a_pack_is_kept_with_three_files_and_their_hashes(city: City, meeting: Meeting) -> None:
    pack = frozen(city, meeting)
    assert (pack.edition, pack.cut_off, pack.topics, pack.frozen_by) == (1, CUT, 1, city.dispatcher)
    assert pack.sha256 == digest(canonical(pack.said)) == digest(canonical_of(Pack.objects.get().content))
    files = {file.kind: file for file in pack.files.all()}
    assert set(files) == set(FileKind.values)
    assert all(digest(bytes(file.data)) == file.sha256 and len(file.data) == file.size for file in files.values())
    assert bytes(files["pdf"].data).startswith(b"%PDF") and bytes(files["docx"].data).startswith(b"PK")


@pytest.mark.parametrize("kind", FileKind.values)
def test_printing_again_from_the_kept_content_gives_the_same_bytes(city: City, meeting: Meeting, kind: str) -> None:
    pack = frozen(city, meeting)
    update_project(meeting.agenda.get().project_id, {"site": "别处"}, by=city.clerk, now=FREEZE)
    with time_machine.travel("2031-05-01"):
        again = printed(from_json(Pack.objects.get().content), kind, sha256=pack.sha256)
    assert again == bytes(pack.files.get(kind=kind).data)


def test_what_is_handed_out_are_the_kept_bytes(city: City, meeting: Meeting) -> None:
    pack = frozen(city, meeting)
    later = FREEZE + timedelta(days=400)
    update_project(meeting.agenda.get().project_id, {"site": "别处"}, by=city.clerk, now=later)
    one, two = (hand_out(pack, "pdf", by=city.dispatcher, now=later + n * SECOND) for n in (0, 1))
    assert one.data == two.data == bytes(pack.files.get(kind="pdf").data)


def test_a_second_edition_gives_its_reason_and_the_first_one_stays(city: City, meeting: Meeting) -> None:
    first = frozen(city, meeting)
    with pytest.raises(Invalid, match="请填写原因") as refused:
        frozen(city, meeting)
    assert refused.value.field == "reason"
    second = frozen(city, meeting, cut_off=CUT + SECOND, reason="补充到位资金")
    assert (second.edition, second.reason) == (2, "补充到位资金")
    kept = Pack.objects.get(pk=first.pk)
    assert kept.sha256 == first.sha256 and kept.files.count() == 3


def _cancelled(city: City, meeting: Meeting) -> dict[str, Any]:
    cancel_meeting(meeting.pk, reason="防汛", by=city.dispatcher, now=NOW)
    return {}


def _held(city: City, meeting: Meeting) -> dict[str, Any]:
    hold_meeting(meeting.pk, by=city.dispatcher, now=meeting.starts_at + SECOND)
    return {}


def _elder(city: City, meeting: Meeting) -> dict[str, Any]:
    frozen(city, meeting)
    return {"cut_off": CUT - SECOND, "reason": "改"}


REFUSALS: dict[str, tuple[Callable[[City, Meeting], dict[str, Any]], type[DomainError], str]] = {
    "a cut-off ahead of now": (lambda city, meeting: {"cut_off": FREEZE + SECOND}, Invalid, "不能晚于现在"),
    "a cut-off before the period": (lambda city, meeting: {"cut_off": NOW - timedelta(days=30)}, Invalid, "须晚于"),
    "a cut-off before the last edition's": (_elder, Invalid, "不能更早"),
    "a sitting that has begun": (lambda city, meeting: {"now": meeting.starts_at}, Conflict, "不能再定稿"),
    "a sitting that was held": (_held, Conflict, "不能再定稿"),
    "a cancelled sitting": (_cancelled, Conflict, "已取消"),
    "a clerk": (lambda city, meeting: {"by": city.clerk}, NotAllowed, "权限"),
    "a leader": (lambda city, meeting: {"by": city.leader}, NotAllowed, "权限"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_pack_is_refused_with_a_sentence(city: City, meeting: Meeting, name: str) -> None:
    prepare, error, words = REFUSALS[name]
    over = prepare(city, meeting)
    before = Pack.objects.count()
    with pytest.raises(error, match=words):
        frozen(city, meeting, **over)
    assert Pack.objects.count() == before


def test_a_dispatcher_whose_scope_is_smaller_than_the_region_does_not_freeze(city: City, meeting: Meeting) -> None:
    """The office stands beside the region; without the scope of the city its dispatcher does not see the figures."""
    office = city.dispatcher
    office.scope = city.departments["TC"]
    office.save()
    with pytest.raises(NotAllowed):
        frozen(city, meeting, by=office)


def test_changes_are_told_from_the_cut_off_of_the_last_pack(city: City, meeting: Meeting) -> None:
    """Nothing falls between two packs: what was recorded between the cut-off and the sitting is told the next time."""
    frozen(city, meeting)
    second = sittings(meeting.series)[1]
    now = second.starts_at - timedelta(hours=1)
    pack = frozen(city, second, cut_off=now, now=now)
    assert pack.since == CUT
    assert "第1次会议的材料截止时间" in pack.said.head.since_said


@pytest.mark.parametrize("statement", ["UPDATE {} SET sha256 = 'x'", "DELETE FROM {}"])
@pytest.mark.parametrize("model", [Pack, PackFile])
def test_the_database_itself_refuses_to_change_a_pack(
    city: City, meeting: Meeting, statement: str, model: type[Any]
) -> None:
    frozen(city, meeting)
    with pytest.raises((IntegrityError, OperationalError), match="frozen"), transaction.atomic():
        connection.cursor().execute(statement.format(model._meta.db_table))


def test_negative_control_without_the_trigger_it_would_change(city: City, meeting: Meeting) -> None:
    frozen(city, meeting)
    triggers.remove(connection)
    try:
        assert PackFile.objects.update(size=1) == 3
    finally:
        triggers.install(connection)
