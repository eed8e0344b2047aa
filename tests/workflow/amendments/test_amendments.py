"""Amounts that were verified change by a request, its reason and a second person."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Project
from projects.ledger.services import (
    apply_values,
    locked_project,
    save_version,
    update_project,
    upsert_project,
    withdraw_evidence,
)
from projects.ledger.stages import Step
from projects.ledger.values import clean_values
from projects.workdays.queries import add_workdays
from tests.factories import NOW, TODAY, City, fresh, give_chief, new_project, take, upload
from tests.workflow.amendments.samples import MORE, SIGNED_WAN, approved, requested, signed_project
from workflow.amendments import triggers
from workflow.amendments.models import Amendment
from workflow.amendments.queries import changed_after_verification, increments
from workflow.amendments.services import (
    approve_amendment,
    request_amendment,
    return_amendment,
    withdraw_amendment,
)
from workflow.steps.models import VerifyingUnit

pytestmark = pytest.mark.django_db

AMOUNTS: list[dict[str, Any]] = [
    {"total_investment_wan": Decimal("90000")},
    {"total_investment_wan": None},
    {"fixed_investment_wan": Decimal("1")},
    {"foreign_currency": "USD", "foreign_amount_wan": Decimal("1000")},
]


@pytest.fixture
def project(city: City) -> Project:
    return signed_project(city)


@pytest.mark.parametrize("values", AMOUNTS)
def test_a_verified_amount_cannot_be_edited(city: City, project: Project, values: dict[str, Any]) -> None:
    with pytest.raises(Conflict) as refused:
        update_project(project.pk, values, by=city.clerk, now=NOW)
    assert refused.value.code == "needs_amendment" and "变更申请" in refused.value.detail
    assert fresh(project).total_investment_wan == SIGNED_WAN


@pytest.mark.parametrize("values", AMOUNTS)
def test_in_negotiation_every_amount_may_be_edited(city: City, values: dict[str, Any]) -> None:
    assert update_project(new_project(city).pk, values, by=city.clerk, now=NOW).version == 2


def test_the_amount_that_stands_there_already_passes_with_other_changes(city: City, project: Project) -> None:
    same = {"total_investment_wan": Decimal("80000.0000"), "chain": "光伏"}
    assert update_project(project.pk, same, by=city.clerk, now=NOW).chain == "光伏"


def test_an_upsert_is_refused_as_well(city: City) -> None:
    project = signed_project(city, external_ref="E-1")
    with pytest.raises(Conflict, match="变更申请"):
        upsert_project("E-1", dict(MORE), by=city.clerk, now=NOW)
    assert fresh(project).total_investment_wan == SIGNED_WAN


def test_after_a_revoked_signing_amounts_are_open_again(city: City, project: Project) -> None:
    take(city, project, Step.REVOKE)
    assert update_project(project.pk, MORE, by=city.clerk, now=NOW).total_investment_wan == MORE["total_investment_wan"]


def test_an_increase_keeps_its_increment_exactly_and_waits(city: City, project: Project) -> None:
    made = requested(city, project)
    assert made.increment_wan == Decimal("15000.5")
    assert made.amounts == {"total_investment_wan": ["80000", "95000.5"]}
    assert made.due_on == add_workdays(TODAY, 5) and made.deciding_unit == city.departments["TC"]
    assert fresh(project).total_investment_wan == SIGNED_WAN


def test_approval_changes_the_project_and_the_history_says_why_and_who_asked(city: City, project: Project) -> None:
    verifier = city.verifier_of(Step.SIGN)
    made = approved(city, project)
    change = project.changes.get(field="total_investment_wan")
    assert (change.before, change.after, change.by) == ("80000", "95000.5", verifier)
    assert "李填" in change.why and "追加二期" in change.why
    assert (made.state, made.decided_by) == ("approved", verifier)
    assert fresh(project).version == project.version + 1
    assert Entry.objects.filter(action="amendment.approve", object_id=str(made.pk)).count() == 1


def test_reaching_the_threshold_needs_a_chief_and_falling_below_keeps_him(city: City, project: Project) -> None:
    approved(city, project, values={"total_investment_wan": Decimal("100000")})
    assert fresh(project).needs_chief
    give_chief(city, project)
    less = {"total_investment_wan": Decimal("99999")}
    approved(city, project, kind="reduction", values=less, reason="缩减", now=NOW + timedelta(hours=1))
    assert not fresh(project).needs_chief
    assert project.responsibilities.current().chiefs().exists()


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"values": {"total_investment_wan": Decimal("80000")}}, "unchanged"),
        ({"values": {"total_investment_wan": Decimal("70000")}}, "not_an_increase"),
        ({"values": {"fixed_investment_wan": Decimal("70000")}}, "not_an_increase"),
        ({"kind": "reduction"}, "not_a_reduction"),
        ({"kind": "gift"}, "invalid"),
        ({"values": {"chain": "光伏"}}, "unknown_field"),
        ({"reason": " "}, "required"),
        ({"reason": "长" * 501}, "invalid"),
        ({"basis": []}, "basis_required"),
        ({"effective_on": TODAY + timedelta(days=1)}, "invalid"),
        ({"effective_on": TODAY - timedelta(days=1)}, "invalid"),
        ({"expected_version": 1}, "stale"),
    ],
)
def test_a_request_that_cannot_be_right_is_refused(
    city: City, project: Project, over: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        requested(city, project, **over)
    assert refused.value.code == code
    assert not Amendment.objects.exists()


def test_an_increase_may_not_lower_another_amount(city: City) -> None:
    project = signed_project(city, fixed_investment_wan=Decimal("60000"))
    with pytest.raises(Invalid) as refused:
        requested(city, project, values=MORE | {"fixed_investment_wan": Decimal("50000")})
    assert refused.value.code == "against_kind"


def test_a_framework_agreement_is_no_basis_for_an_increase(city: City, project: Project) -> None:
    with pytest.raises(Invalid, match="框架协议不计"):
        requested(city, project, basis=[upload(city, project, "framework_agreement")])


def test_evidence_of_another_project_is_refused(city: City, project: Project) -> None:
    other = new_project(city, name="别的", investor="乙")
    with pytest.raises(Invalid, match="本项目"):
        requested(city, project, basis=[upload(city, other, "other")])


def test_a_correction_needs_no_basis_and_counts_nothing_new(city: City, project: Project) -> None:
    made = requested(city, project, kind="correction", basis=[], reason="录入多写一位")
    assert made.increment_wan is None


def test_in_negotiation_nothing_is_asked_for(city: City) -> None:
    with pytest.raises(Conflict) as refused:
        requested(city, new_project(city))
    assert refused.value.code == "not_verified"


def test_one_request_at_a_time(city: City, project: Project) -> None:
    requested(city, project)
    with pytest.raises(Conflict) as refused:
        requested(city, project)
    assert refused.value.code == "open_amendment"


@pytest.mark.parametrize("who", ["clerk", "dispatcher", "leader", "chief"])
def test_only_the_unit_that_verifies_signings_decides(city: City, project: Project, who: str) -> None:
    made = requested(city, project)
    with pytest.raises(NotAllowed):
        approve_amendment(made.pk, by=getattr(city, who), now=NOW)
    with pytest.raises(NotAllowed):
        return_amendment(made.pk, by=getattr(city, who), now=NOW, note="不行")


def test_the_verifier_of_another_step_does_not_decide(city: City, project: Project) -> None:
    made = requested(city, project)
    with pytest.raises(DomainError):
        approve_amendment(made.pk, by=city.verifier_of(Step.START), now=NOW)


def test_whoever_asked_never_decides(city: City, project: Project) -> None:
    both = city.verifier_of(Step.SIGN)
    made = requested(city, project)
    Amendment.objects.filter(pk=made.pk).update(requested_by=both)
    with pytest.raises(NotAllowed) as refused:
        approve_amendment(made.pk, by=both, now=NOW)
    assert refused.value.code == "four_eyes"


def test_the_database_itself_refuses_one_person_for_both_parts(city: City, project: Project) -> None:
    made = requested(city, project)
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.filter(pk=made.pk).update(state="approved", decided_by=city.clerk, decided_at=NOW)


def test_a_clerk_of_another_district_finds_nothing(city: City, project: Project) -> None:
    made = requested(city, project)
    with pytest.raises(NotFound):
        withdraw_amendment(made.pk, by=city.sibling_clerk, now=NOW)
    with pytest.raises(NotFound):
        requested(city, project, by=city.sibling_clerk)


def test_an_amount_that_moved_meanwhile_makes_the_approval_stale_and_says_what(city: City, project: Project) -> None:
    made = requested(city, project)
    with transaction.atomic():  # as a later verification would
        locked = locked_project(project.pk, by=city.clerk)
        values = clean_values({"total_investment_wan": Decimal("81000")})
        apply_values(locked, values, by=city.verifier_of(Step.REGISTER), now=NOW)
        save_version(locked, now=NOW)
    with pytest.raises(Stale, match=r"8\.00 亿元，现为8\.10 亿元"):
        approve_amendment(made.pk, by=city.verifier_of(Step.SIGN), now=NOW)
    assert fresh(project).total_investment_wan == Decimal("81000")


def test_other_fields_may_move_while_a_request_waits(city: City, project: Project) -> None:
    made = requested(city, project)
    update_project(project.pk, {"chain": "光伏"}, by=city.clerk, now=NOW)
    approve_amendment(made.pk, by=city.verifier_of(Step.SIGN), now=NOW)
    assert (fresh(project).chain, fresh(project).total_investment_wan) == ("光伏", Decimal("95000.5"))


def test_an_older_version_of_the_request_is_stale(city: City, project: Project) -> None:
    made = requested(city, project)
    with pytest.raises(Stale):
        approve_amendment(made.pk, by=city.verifier_of(Step.SIGN), now=NOW, expected_version=made.version + 1)


def test_a_return_asks_for_words_and_the_next_request_follows_it(city: City, project: Project) -> None:
    made, verifier = requested(city, project), city.verifier_of(Step.SIGN)
    with pytest.raises(Invalid) as refused:
        return_amendment(made.pk, by=verifier, now=NOW, note=" ")
    assert refused.value.field == "note"
    returned = return_amendment(made.pk, by=verifier, now=NOW, note="协议缺签章页")
    assert Amendment.objects.to_mend_by(city.clerk).get() == returned
    again = requested(city, project, follows=returned, now=NOW + timedelta(minutes=1))
    assert again.follows == returned
    assert not Amendment.objects.to_mend_by(city.clerk).exists()


@pytest.mark.parametrize("how", [approve_amendment, return_amendment, withdraw_amendment])
def test_what_is_decided_stays_decided(city: City, project: Project, how: Any) -> None:
    made = approved(city, project)
    by = city.clerk if how is withdraw_amendment else city.verifier_of(Step.SIGN)
    with pytest.raises(Conflict) as refused:
        how(made.pk, by=by, now=NOW, note="再来")
    assert refused.value.code == "amendment_state"


STATEMENTS = [
    "UPDATE amendments_amendment SET reason = 'x' WHERE state <> 'submitted'",
    "UPDATE amendments_amendment SET state = 'submitted', decided_by_id = NULL, decided_at = NULL",
    "DELETE FROM amendments_amendment_basis",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_to_touch_a_decided_request(city: City, project: Project, statement: str) -> None:
    approved(city, project)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_negative_control_without_triggers_the_same_statements_pass(
    city: City, project: Project, statement: str
) -> None:
    approved(city, project)
    triggers.remove(connection)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount == 1
            transaction.set_rollback(True)
    finally:
        triggers.install(connection)


def test_all_triggers_are_installed_after_the_migrations() -> None:
    assert triggers.installed(connection)


def test_increments_count_by_the_day_in_force_and_by_what_was_known(city: City, project: Project) -> None:
    made = approved(city, project, now=NOW + timedelta(days=3))
    every = Project.objects.all()
    assert increments(every, as_of=TODAY, known_at=NOW + timedelta(days=3)).get() == made
    assert not increments(every, as_of=TODAY, known_at=NOW + timedelta(days=2)).exists()
    assert not increments(every, as_of=TODAY - timedelta(days=1), known_at=NOW + timedelta(days=9)).exists()


def test_a_correction_and_a_waiting_increase_are_no_increments(city: City, project: Project) -> None:
    approved(city, project, kind="correction")
    requested(city, project, values={"total_investment_wan": Decimal("99000")}, now=NOW + timedelta(hours=1))
    assert not increments(Project.objects.all(), as_of=TODAY, known_at=NOW + timedelta(days=1)).exists()


def test_amounts_changed_after_verification_are_listed_and_earlier_ones_not(city: City) -> None:
    project = new_project(city)
    update_project(project.pk, {"total_investment_wan": Decimal("80001")}, by=city.clerk, now=NOW)
    take(city, project, Step.SIGN, now=NOW + timedelta(minutes=1))
    approved(city, project, now=NOW + timedelta(minutes=2))
    found = changed_after_verification(Project.objects.all())
    assert [one.after for one in found] == ["95000.5"]


def test_request_amendment_by_someone_without_write_is_refused(city: City, project: Project) -> None:
    with pytest.raises(NotAllowed):
        request_amendment(
            project.pk, kind="correction", values=MORE, effective_on=TODAY, reason="x", by=city.leader, now=NOW
        )


def test_a_document_that_a_request_stands_on_cannot_be_declared_void(city: City, project: Project) -> None:
    made = requested(city, project)
    paper = made.basis.get()
    with pytest.raises(Conflict, match="金额变更申请"):
        withdraw_evidence(paper.pk, reason="传错了", by=city.clerk, now=NOW)


def test_a_request_whose_basis_became_void_is_not_approved(city: City, project: Project) -> None:
    """Declared void before that was refused."""
    made = requested(city, project)
    made.basis.update(withdrawn_at=NOW, withdrawn_by=city.clerk, withdrawn_reason="传错了")
    with pytest.raises(Invalid, match="须附依据材料"):
        approve_amendment(made.pk, by=city.verifier_of(Step.SIGN), now=NOW)


def test_a_total_that_would_have_asked_for_two_rounds_is_decided_by_the_second(city: City, project: Project) -> None:
    second = city.departments["GX"]
    VerifyingUnit.objects.create(city=city.city, step="sign", round=2, unit=second, from_wan=90_000)
    assert requested(city, project).deciding_unit == second
