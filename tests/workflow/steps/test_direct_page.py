"""Suspending, terminating, withdrawing: asked, confirmed, done."""

from __future__ import annotations

from django.urls import reverse

from projects.ledger.models import Project
from tests.factories import City, new_project
from tests.workflow.pages import PAGE_TEST, enter
from workflow.steps.models import Transition

pytestmark = PAGE_TEST


def address(project: Project, step: str = "suspend") -> str:
    return reverse("steps:direct", args=[project.pk, step])


def said(project: Project, **over: object) -> dict[str, object]:
    base = {"effective_on": "2026-11-18", "reason": "land", "note": "用地指标未落实", "version": project.version}
    return {**base, **over}


def test_the_first_answer_shows_what_follows_and_changes_nothing(city: City) -> None:
    project = new_project(city)
    answer = enter(city.clerk).post(address(project), said(project, do="check"))
    text = answer.content.decode()
    assert "请核对后确认" in text
    assert "用地用林等要素未落实" in text
    assert "缓建期间不能申报" in text
    assert not Transition.objects.exists()


def test_the_confirmed_step_is_taken_with_its_reason(city: City) -> None:
    project = new_project(city)
    answer = enter(city.clerk).post(address(project), said(project, do="take"))
    assert answer.status_code == 302
    moved = Transition.objects.get()
    assert (moved.target_standing, moved.reason, moved.note) == ("suspended", "land", "用地指标未落实")


def test_reason_and_words_are_asked_for(city: City) -> None:
    project = new_project(city)
    answer = enter(city.clerk).post(address(project), said(project, do="take", reason="", note=""))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "请选择事由。" in text
    assert "请写明具体情况" in text
    assert not Transition.objects.exists()


def test_a_stale_confirmation_is_refused(city: City) -> None:
    project = new_project(city)
    answer = enter(city.clerk).post(address(project), said(project, do="take", version=project.version - 1))
    assert answer.status_code == 412
    assert not Transition.objects.exists()


def test_a_date_in_the_future_is_refused_at_its_field(city: City) -> None:
    project = new_project(city)
    answer = enter(city.clerk).post(address(project), said(project, do="take", effective_on="2026-12-24"))
    assert answer.status_code == 422
    assert "晚于今天" in answer.content.decode()


def test_a_step_that_needs_a_claim_is_not_taken_here(city: City) -> None:
    assert enter(city.clerk).get(address(new_project(city), "sign")).status_code == 404


def test_a_leader_may_not(city: City) -> None:
    assert enter(city.leader).get(address(new_project(city))).status_code == 403


def test_a_clerk_of_another_district_gets_404(city: City) -> None:
    assert enter(city.sibling_clerk).get(address(new_project(city))).status_code == 404
