"""A decision walks the procedure: each step answered by its unit, by a second person, and history stays."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Project
from projects.ledger.services import update_project
from projects.people.roles import Role
from projects.people.services import grant_roles
from projects.workdays.queries import add_workdays
from tests.factories import NOW, TODAY, City, at_stage, new_project, upload
from tests.workflow.decisions.samples import BIG, judge, later, procedure_of, started, walked
from workflow.decisions.models import Decision, Owner, Procedure, Turn
from workflow.decisions.policies import why_not_answer
from workflow.decisions.presets import StepLine
from workflow.decisions.services import (
    pass_step,
    reject_decision,
    resubmit_decision,
    return_decision,
    start_decision,
    withdraw_decision,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(city: City) -> Project:
    return new_project(city)


def test_it_begins_at_the_first_step_with_its_limit(city: City, project: Project) -> None:
    decision = started(city, project)
    assert (str(decision.step), decision.unit, decision.state) == ("研判", city.district, "running")
    assert decision.due_on == add_workdays(TODAY, 2) and decision.attempt == 1


def test_it_passes_every_step_and_is_agreed_to(city: City, project: Project) -> None:
    decision = walked(city, started(city, project), 1, 2, 1)
    assert decision.state == "approved" and decision.closed_on == later(4).date()
    assert [str(turn.step) for turn in decision.turns.all()] == ["研判", "评审", "决策"]
    acts = Entry.objects.filter(action__startswith="decision.").order_by("seq").values_list("action", flat=True)
    assert list(acts) == ["decision.procedure", "decision.start", *["decision.pass"] * 3]


@pytest.mark.parametrize(("total", "steps"), [(BIG, 4), (BIG - 1, 3)])
def test_a_threshold_includes_the_number_itself(city: City, total: Decimal, steps: int) -> None:
    project = new_project(city, total_investment_wan=total, is_industrial=False)
    decision = started(city, project)
    while decision.is_open:
        paper = upload(city, project, "other")
        who = judge(city, city.city, "市判") if "专题" in str(decision.step) else judge(city)
        decision = pass_step(decision.pk, by=who, now=NOW, paper=paper)
    assert decision.turns.count() == steps


def test_without_a_total_a_threshold_cannot_be_judged(city: City) -> None:
    with pytest.raises(Invalid) as refused:
        started(city, new_project(city, total_investment_wan=None))
    assert refused.value.code == "total_required"


def test_the_amount_it_began_with_decides_on_the_steps(city: City, project: Project) -> None:
    decision = started(city, project)
    update_project(project.pk, {"total_investment_wan": BIG, "is_industrial": False}, by=city.clerk, now=NOW)
    assert walked(city, decision, 0, 0, 0).state == "approved"


def test_a_return_stops_the_offices_clock_and_what_is_left_goes_on(city: City, project: Project) -> None:
    decision = started(city, project)
    return_decision(decision.pk, by=judge(city), now=later(1), note="缺土地意见")
    decision = Decision.objects.get(pk=decision.pk)
    assert (decision.state, decision.due_on) == ("returned", None)
    back = resubmit_decision(decision.pk, by=city.clerk, now=later(6), note="已补")
    assert (back.state, str(back.step)) == ("running", "研判")
    assert back.due_on == later(7).date(), "one of two days was used before the return"


def test_a_step_whose_limit_is_used_up_is_due_at_once(city: City, project: Project) -> None:
    decision = started(city, project)
    return_decision(decision.pk, by=judge(city), now=later(5), note="缺")
    assert resubmit_decision(decision.pk, by=city.clerk, now=later(6), note="已补").due_on == later(6).date()


@pytest.mark.parametrize("answer", [return_decision, reject_decision])
def test_a_refusal_says_why(city: City, project: Project, answer: Any) -> None:
    decision = started(city, project)
    with pytest.raises(Invalid) as refused:
        answer(decision.pk, by=judge(city), now=NOW, note="  ")
    assert refused.value.code == "reason_required"


def test_a_required_document_is_asked_for_and_must_be_the_projects_own(city: City, project: Project) -> None:
    decision = walked(city, started(city, project), 0)
    with pytest.raises(Invalid) as refused:
        pass_step(decision.pk, by=judge(city), now=NOW)
    assert refused.value.code == "paper_required"
    foreign = upload(city, new_project(city, investor="别家", name="别的项目"), "other")
    with pytest.raises(Invalid) as stray:
        pass_step(decision.pk, by=judge(city), now=NOW, paper=foreign)
    assert stray.value.code == "unknown_evidence"


def test_who_started_does_not_decide_whatever_rights_he_has(city: City, project: Project) -> None:
    grant_roles(city.clerk, [Role.CLERK, Role.VERIFIER], by=None, now=NOW)
    clerk = type(city.clerk).objects.get(pk=city.clerk.pk)
    decision = started(city, project)
    with pytest.raises(NotAllowed) as refused:
        pass_step(decision.pk, by=clerk, now=NOW)
    assert refused.value.code == "four_eyes"
    assert not Decision.objects.answerable_by(clerk).exists()
    assert Decision.objects.answerable_by(judge(city)).get() == decision


def test_who_handed_it_in_again_does_not_decide_either(city: City, project: Project) -> None:
    colleague = judge(city, name="双岗")
    grant_roles(colleague, [Role.CLERK, Role.VERIFIER], by=None, now=NOW)
    colleague = type(colleague).objects.get(pk=colleague.pk)
    decision = started(city, project)
    return_decision(decision.pk, by=judge(city), now=NOW, note="缺")
    resubmit_decision(decision.pk, by=colleague, now=NOW, note="补")
    with pytest.raises(NotAllowed) as refused:
        pass_step(decision.pk, by=colleague, now=NOW)
    assert refused.value.code == "four_eyes"


def test_the_database_itself_refuses_one_person_for_both_parts(city: City, project: Project) -> None:
    turn = started(city, project).turns.get()
    with pytest.raises(IntegrityError, match="decisions_second_person"), transaction.atomic():
        Turn.objects.filter(pk=turn.pk).update(outcome="passed", by=city.clerk, ended_at=NOW, ended_on=TODAY)


@pytest.mark.parametrize("who", ["clerk", "leader", "dispatcher", "chief"])
def test_only_who_verifies_for_the_unit_answers(city: City, project: Project, who: str) -> None:
    decision = started(city, project)
    with pytest.raises(NotAllowed):
        pass_step(decision.pk, by=getattr(city, who), now=NOW)


def test_the_verifier_of_another_unit_does_not_answer(city: City, project: Project) -> None:
    decision = started(city, project)
    for who in (judge(city, city.sibling, "邻判"), city.verifier_of("start")):
        with pytest.raises(NotFound):
            pass_step(decision.pk, by=who, now=NOW)
        assert why_not_answer(decision, who) == "“研判”由繁昌区办理，您所在的单位不能办理。"


def test_a_step_of_a_named_department_is_seen_and_answered_by_its_people(city: City, project: Project) -> None:
    procedure_of(city, [StepLine("研判", Owner.UNIT, 2, unit=city.departments["TC"])])
    decision = start_decision(project.pk, by=city.clerk, now=NOW)
    assert Decision.objects.answerable_by(city.verifier_of("sign")).get() == decision
    assert pass_step(decision.pk, by=city.verifier_of("sign"), now=NOW).state == "approved"


@pytest.mark.parametrize("who", ["leader", "sibling_clerk"])
def test_only_a_unit_of_the_project_starts(city: City, project: Project, who: str) -> None:
    procedure_of(city)
    with pytest.raises((NotAllowed, NotFound)):
        start_decision(project.pk, by=getattr(city, who), now=NOW)


def test_without_a_procedure_nothing_starts_and_the_sentence_says_who_helps(city: City, project: Project) -> None:
    with pytest.raises(Conflict, match="调度办公室") as refused:
        start_decision(project.pk, by=city.clerk, now=NOW)
    assert refused.value.code == "no_procedure"


def test_one_at_a_time(city: City, project: Project) -> None:
    started(city, project)
    with pytest.raises(Conflict) as refused:
        started(city, project)
    assert refused.value.code == "open_decision"


def test_after_yes_nothing_is_left_to_ask(city: City, project: Project) -> None:
    walked(city, started(city, project), 0, 0, 0)
    with pytest.raises(Conflict) as refused:
        started(city, project)
    assert refused.value.code == "approved_already"


@pytest.mark.parametrize("end", ["withdraw", "reject"])
def test_it_may_be_started_again_and_both_attempts_stay(city: City, project: Project, end: str) -> None:
    decision = walked(city, started(city, project), 1)
    if end == "withdraw":
        withdraw_decision(decision.pk, by=city.clerk, now=later(2), note="方案调整")
    else:
        reject_decision(decision.pk, by=judge(city), now=later(2), note="能耗过高")
    again = started(city, project, now=later(3))
    assert (again.attempt, str(again.step)) == (2, "研判")
    assert Decision.objects.get(pk=decision.pk).turns.count() == 2


def test_a_signed_project_is_beyond_decisions(city: City, project: Project) -> None:
    procedure_of(city)
    at_stage(project, "signed", city)
    with pytest.raises(Conflict) as refused:
        start_decision(project.pk, by=city.clerk, now=NOW)
    assert refused.value.code == "not_negotiating"


@pytest.mark.parametrize("act", [
    lambda city, one: pass_step(one.pk, by=judge(city), now=NOW),
    lambda city, one: return_decision(one.pk, by=judge(city), now=NOW, note="缺"),
    lambda city, one: reject_decision(one.pk, by=judge(city), now=NOW, note="不同意"),
    lambda city, one: resubmit_decision(one.pk, by=city.clerk, now=NOW, note="补"),
    lambda city, one: withdraw_decision(one.pk, by=city.clerk, now=NOW),
])  # fmt: skip
def test_a_concluded_decision_is_closed_to_everything(city: City, project: Project, act: Any) -> None:
    decision = walked(city, started(city, project), 0, 0, 0)
    with pytest.raises(Conflict) as refused:
        act(city, decision)
    assert refused.value.code == "decision_state"


def test_an_older_version_is_stale(city: City, project: Project) -> None:
    decision = started(city, project)
    walked(city, decision, 0)
    with pytest.raises(Stale):
        pass_step(decision.pk, by=judge(city), now=NOW, expected_version=1)


def test_nobody_outside_finds_it(city: City, project: Project) -> None:
    decision = started(city, project)
    with pytest.raises(NotFound):
        withdraw_decision(decision.pk, by=city.sibling_clerk, now=NOW)
    assert not Decision.objects.visible_to(city.sibling_clerk).exists()


@pytest.mark.parametrize("change", [
    lambda one: one.turns.order_by("sequence").first().delete(),
    lambda one: one.turns.filter(outcome="passed").update(note="改"),
    lambda one: Decision.objects.filter(pk=one.pk).update(state="rejected"),
    lambda one: Decision.objects.filter(pk=one.pk).delete(),
])  # fmt: skip
def test_the_database_keeps_what_was_answered(city: City, project: Project, change: Any) -> None:
    decision = walked(city, started(city, project), 0, 0, 0)
    with pytest.raises((DatabaseError, DomainError), match=r"luodi|protected"), transaction.atomic():
        change(decision)


def test_beyond_the_calendar_it_goes_on_without_a_promise(city: City, project: Project) -> None:
    procedure = procedure_of(city)
    far = NOW + timedelta(days=365 * 30)
    assert Procedure.objects.get(pk=procedure.pk)
    assert start_decision(project.pk, by=city.clerk, now=far).due_on is None
