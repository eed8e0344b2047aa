"""Sending inspectors, recording a visit, and what follows a false claim."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from projects.errors import Conflict, Invalid, NotAllowed, NotFound
from projects.ledger.models import Evidence
from projects.ledger.services import withdraw_evidence
from projects.ledger.stages import Step
from tests.factories import JPEG, NOW, TODAY, City, fresh, take
from tests.workflow.spotchecks.samples import (
    LATER,
    fixed,
    photo,
    photo_of_a_phone,
    recorded,
    second_inspector,
    sent,
    signed_projects,
)
from workflow.spotchecks.models import Assignment, Record, Visit
from workflow.spotchecks.queries import strata_report, to_recheck
from workflow.spotchecks.services import Position, add_to_record, assign_inspectors, propose_revocation
from workflow.steps.models import Claim
from workflow.steps.services import approve_claim


@pytest.fixture
def visit(city: City) -> Visit:
    """The only one of its round; 王调 and 何查 are sent."""
    signed_projects(city, 1)
    return sent(city, fixed(city, size=1))[0]


def fresh_visit(visit: Visit) -> Visit:
    return Visit.objects.get(pk=visit.pk)


# --- who goes ---------------------------------------------------------------------------------------------------------
def test_the_deadline_is_in_working_days_and_two_are_sent(visit: Visit) -> None:
    assert str(fresh_visit(visit).due_on) == "2026-12-02"  # ten working days after Wednesday, 18 November
    assert visit.assignments.current().count() == 2


def test_one_inspector_is_too_few(city: City, visit: Visit) -> None:
    with pytest.raises(Invalid) as refused:
        assign_inspectors([visit.pk], [city.dispatcher, city.dispatcher], by=city.dispatcher, now=NOW)
    assert refused.value.code == "too_few"


@pytest.mark.parametrize(
    ("who", "code"), [("clerk", "own_unit"), ("chief", "own_unit"), ("sign", "took_part"), ("register", "no_sight")]
)
def test_neither_the_own_unit_nor_who_verified_nor_who_sees_nothing_is_sent(
    city: City, visit: Visit, who: str, code: str
) -> None:
    officer = city.verifiers.get(who) or getattr(city, who)
    with pytest.raises(NotAllowed) as refused:
        assign_inspectors([visit.pk], [city.dispatcher, officer], by=city.dispatcher, now=NOW, reason="改派")
    assert refused.value.code == code


def test_who_only_reads_is_not_sent(city: City, visit: Visit) -> None:
    with pytest.raises(NotAllowed) as refused:
        assign_inspectors([visit.pk], [city.dispatcher, city.leader], by=city.dispatcher, now=NOW, reason="改派")
    assert refused.value.code == "not_inspector"


def test_a_change_needs_a_reason_and_the_one_replaced_stays_in_the_record(city: City, visit: Visit) -> None:
    project = take(city, visit.project, Step.REGISTER).project  # 市监局 was asked, so 孙认 sees the project
    sun = city.verifier_of("register")
    with pytest.raises(Invalid) as refused:
        assign_inspectors([visit.pk], [city.dispatcher, sun], by=city.dispatcher, now=NOW)
    assert refused.value.code == "reason_required"
    assign_inspectors([visit.pk], [city.dispatcher, sun], by=city.dispatcher, now=LATER, reason="何查出差")
    gone = Assignment.objects.get(visit=visit, officer=second_inspector(city))
    assert (gone.ended_at, gone.reason) == (LATER, "何查出差")
    with pytest.raises(NotAllowed):
        recorded(city, visit)
    assert fresh(project).pk == visit.project_id


def test_only_the_office_of_the_round_sends(city: City, visit: Visit) -> None:
    both = [city.dispatcher, second_inspector(city)]
    with pytest.raises(NotFound):
        assign_inspectors([visit.pk], both, by=city.clerk, now=NOW)


# --- the record -------------------------------------------------------------------------------------------------------
def test_a_record_keeps_who_when_where_what_and_its_photos(city: City, visit: Visit) -> None:
    position = Position("孙村镇工业园", Decimal("31.070000"), Decimal("118.200000"), 15)
    answers = {"effective_on": ("same", ""), "total_investment_wan": ("different", "合同为1.8亿元")}
    made = recorded(city, visit, position=position, answers=answers, files=[photo(), photo_of_a_phone()])
    kept = Record.objects.get(pk=made.pk)
    assert (kept.latitude, kept.longitude, kept.accuracy_m) == (Decimal("31.07"), Decimal("118.2"), 15)
    seen = {line["name"]: (line["seen"], line["note"]) for line in kept.checklist}
    assert seen["effective_on"] == ("same", "")
    assert seen["total_investment_wan"] == ("different", "合同为1.8亿元")
    assert seen["evidence-investment_agreement"] == ("unseen", "")
    said = list(kept.papers.order_by("pk").values_list("camera", flat=True))
    assert said == ["", "拍摄于 2026-11-18 10:02:11，北纬31.07000 东经118.20000"]
    assert {one.kind for one in Evidence.objects.filter(check_paper__record=kept)} == {"check_record"}


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"met": " "}, "met"),
        ({"text": ""}, "text"),
        ({"finding": "perhaps"}, "finding"),
        ({"visited_at": LATER + timedelta(minutes=1)}, "visited_at"),
        ({"visited_at": NOW - timedelta(days=1)}, "visited_at"),
        ({"finding": "mend"}, "mend_by"),
        ({"finding": "mend", "mend_by": TODAY - timedelta(days=1)}, "mend_by"),
        ({"finding": "false"}, "photos"),
        ({"position": Position(latitude=Decimal(31))}, "latitude"),
        ({"position": Position(latitude=Decimal(91), longitude=Decimal(1))}, "latitude"),
    ],
)
def test_a_record_that_cannot_be_right_is_refused_at_its_field(
    city: City, visit: Visit, over: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        recorded(city, visit, **over)
    assert refused.value.field == field
    assert not Record.objects.exists()


HOSTILE = {
    "a page that says it is a photo": (b"<html><script>alert(1)</script></html>", "x.jpg"),
    "an archive behind a photo": (JPEG + b"PK\x05\x06" + b"\0" * 18, "x.jpg"),
    "half a photo": (JPEG[:200], "x.jpg"),
    "a program": (b"MZ" + b"\0" * 300, "x.exe"),
    "nothing": (b"", "x.jpg"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_photo_is_refused_and_nothing_of_the_record_stays(city: City, visit: Visit, name: str) -> None:
    content, filename = HOSTILE[name]
    before = Evidence.objects.count()
    with pytest.raises(Invalid) as refused:
        recorded(city, visit, files=[photo(), SimpleUploadedFile(filename, content)])
    assert refused.value.field == "photos"
    assert (Record.objects.count(), Evidence.objects.count()) == (0, before)


def test_exif_that_is_garbage_is_left_out(city: City, visit: Visit) -> None:
    garbage = JPEG[:2] + b"\xff\xe1\x00\x14Exif\0\0" + b"\xff" * 12 + JPEG[2:]
    made = recorded(city, visit, files=[photo(content=garbage)])
    assert made.papers.get().camera == ""


def test_more_than_ten_photos_are_refused(city: City, visit: Visit) -> None:
    with pytest.raises(Invalid) as refused:
        recorded(city, visit, files=[photo() for _ in range(11)])
    assert refused.value.code == "too_many_files"


def test_only_who_is_sent_records(city: City, visit: Visit) -> None:
    with pytest.raises(NotFound):
        recorded(city, visit, by=city.verifier_of("sign"))
    with pytest.raises(NotFound):
        recorded(city, visit, by=city.clerk)


def test_a_record_is_handed_in_once_and_then_only_added_to(city: City, visit: Visit) -> None:
    made = recorded(city, visit)
    with pytest.raises(Conflict) as refused:
        recorded(city, visit, by=city.dispatcher)
    assert refused.value.code == "recorded"
    with pytest.raises(Conflict):
        assign_inspectors([visit.pk], [city.dispatcher, second_inspector(city)], by=city.dispatcher, now=LATER)
    added = add_to_record(visit.pk, kind="correction", text="接待人员职务应为副总", by=city.dispatcher, now=LATER)
    assert list(made.additions.all()) == [added]
    with pytest.raises(NotAllowed):
        add_to_record(visit.pk, kind="correction", text="我们不同意", by=city.clerk, now=LATER)


def test_the_photos_of_a_record_cannot_be_declared_void_by_the_unit(city: City, visit: Visit) -> None:
    made = recorded(city, visit, files=[photo()])
    with pytest.raises(Conflict) as refused:
        withdraw_evidence(made.papers.get().evidence_id, reason="不要", by=city.clerk, now=LATER)
    assert refused.value.code == "in_use"


# --- mending ----------------------------------------------------------------------------------------------------------
def test_what_must_be_mended_is_checked_again_until_it_is(city: City, visit: Visit) -> None:
    recorded(city, visit, finding="mend", mend_by=TODAY + timedelta(days=20))
    he = second_inspector(city)
    assert list(to_recheck(he)) == [visit]
    with pytest.raises(Invalid) as refused:
        add_to_record(visit.pk, kind="recheck", text="复查", by=he, now=LATER)
    assert refused.value.field == "is_mended"
    add_to_record(visit.pk, kind="recheck", text="仍缺一台设备", is_mended=False, by=he, now=LATER)
    assert list(to_recheck(he)) == [visit]
    add_to_record(visit.pk, kind="recheck", text="已到位", is_mended=True, by=he, now=LATER)
    assert not to_recheck(he).exists()


def test_a_true_claim_is_not_checked_again(city: City, visit: Visit) -> None:
    recorded(city, visit)
    with pytest.raises(Invalid):
        add_to_record(visit.pk, kind="recheck", text="复查", is_mended=True, by=second_inspector(city), now=LATER)


# --- a false claim ----------------------------------------------------------------------------------------------------
def test_a_false_claim_asks_a_second_person_to_revoke_with_the_photos_as_basis(city: City, visit: Visit) -> None:
    made = recorded(city, visit, finding="false", text="现场没有任何建设迹象", files=[photo()])
    claim = made.proposals.get().claim
    assert (claim.step, claim.state, claim.check_proposal.record) == ("revoke", "submitted", made)
    assert made.papers.get().evidence in claim.evidence.all()
    assert fresh(visit.project).stage == "signed"
    for inspector in (second_inspector(city), city.dispatcher):
        with pytest.raises(NotAllowed):
            approve_claim(claim.pk, by=inspector, now=LATER)
    revoking = approve_claim(claim.pk, by=city.verifier_of("revoke"), now=LATER)
    assert revoking.revokes == visit.row.transition
    assert fresh(visit.project).stage == "negotiating"


def test_a_step_that_others_follow_is_not_revoked_behind_their_back(city: City, visit: Visit) -> None:
    """``revoke`` takes back the last stage: proposing it here would revoke the registration that nobody checked."""
    take(city, visit.project, Step.REGISTER)
    made = recorded(city, visit, finding="false", files=[photo()])
    assert not made.proposals.exists()
    with pytest.raises(Conflict, match="逐级"):
        propose_revocation(visit.pk, by=second_inspector(city), now=LATER)
    take(city, visit.project, Step.REVOKE, now=LATER)
    late = LATER + timedelta(hours=1)
    assert propose_revocation(visit.pk, by=second_inspector(city), now=late).claim.state == "submitted"


def test_a_step_taken_while_the_request_waits_is_not_revoked_instead(city: City, visit: Visit) -> None:
    claim = recorded(city, visit, finding="false", files=[photo()]).proposals.get().claim
    assert claim.revokes == visit.row.transition
    take(city, visit.project, Step.REGISTER)
    with pytest.raises(Conflict, match="逐级"):
        approve_claim(claim.pk, by=city.verifier_of("revoke"), now=LATER)
    assert fresh(visit.project).stage == "registered"


def test_while_a_request_to_revoke_waits_no_second_one_is_made(city: City, visit: Visit) -> None:
    recorded(city, visit, finding="false", files=[photo()])
    with pytest.raises(Conflict, match="未办结"):
        propose_revocation(visit.pk, by=second_inspector(city), now=LATER)
    assert Claim.objects.filter(step="revoke").count() == 1


def test_the_report_counts_per_stratum(city: City) -> None:
    signed_projects(city, 2)
    first, second = sent(city, fixed(city, size=2, dimensions=["unit"]))
    recorded(city, first)
    recorded(city, second, finding="false", files=[photo()])
    line, whole = strata_report(first.round)
    assert (line.name, line.rows, line.drawn, line.open) == ("繁昌区", 2, 2, 0)
    assert (whole.findings["true"], whole.findings["false"], whole.percent_false) == (1, 1, 50)


def test_a_position_without_degrees_is_refused_by_the_database_too(city: City, visit: Visit) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Record.objects.create(
            visit=visit, visited_at=NOW, met="x", text="x", finding="true", latitude=Decimal(99), longitude=Decimal(1),
            recorded_by=city.dispatcher, recorded_at=NOW,
        )  # fmt: skip
