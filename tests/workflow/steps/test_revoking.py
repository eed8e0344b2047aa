"""A 撤销认定 is about one step: the claim names it, and no other is revoked in its place."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from projects.errors import Conflict
from projects.ledger.models import Project
from projects.ledger.stages import Step
from tests.factories import NOW, City, at_stage, fresh, submitted, take
from tests.workflow.pages import enter
from workflow.steps.models import Claim, Transition, VerifyingUnit
from workflow.steps.services import approve_claim, reject_claim, return_claim, submit_claim, withdraw_claim

pytestmark = pytest.mark.django_db


def asked(city: City, project: Project) -> tuple[Claim, Transition]:
    """A request to revoke the registration, handed in, and the registration."""
    at_stage(project, "registered", city)
    return submitted(city, project, Step.REVOKE), project.transitions.get(step=Step.REGISTER)


def test_the_claim_names_the_step_and_that_one_is_revoked(city: City, project: Project) -> None:
    claim, registration = asked(city, project)
    assert claim.revokes == registration
    assert approve_claim(claim.pk, by=city.verifier_of("revoke"), now=NOW).revokes == registration
    assert submitted(city, fresh(project), Step.REGISTER).revokes is None


def test_a_step_taken_after_the_request_is_not_revoked_in_its_place(city: City, project: Project) -> None:
    claim, registration = asked(city, project)
    start = take(city, project, Step.START)
    by = city.verifier_of("revoke")
    with pytest.raises(Conflict, match=r"“注册”.*“开工”.*逐级") as refused:
        approve_claim(claim.pk, by=by, now=NOW)
    assert refused.value.code == "not_last_step"
    assert (fresh(project).stage, Claim.objects.get(pk=claim.pk).state) == ("started", "submitted")
    assert not Transition.objects.filter(revokes__isnull=False).exists()

    reject_claim(claim.pk, by=by, note="请逐级撤销", now=NOW)
    assert take(city, project, Step.REVOKE).revokes == start
    assert take(city, project, Step.REVOKE).revokes == registration
    assert fresh(project).stage == "signed"


def test_a_returned_request_that_was_overtaken_is_not_handed_in_again(city: City, project: Project) -> None:
    claim, _ = asked(city, project)
    return_claim(claim.pk, by=city.verifier_of("revoke"), note="补材料", now=NOW)
    take(city, project, Step.START)
    with pytest.raises(Conflict, match="撤回"):
        submit_claim(claim.pk, by=city.clerk, now=NOW)
    assert withdraw_claim(claim.pk, by=city.clerk, now=NOW).state == "withdrawn"


def test_the_first_of_two_rounds_does_not_pass_an_overtaken_request_on(city: City, project: Project) -> None:
    VerifyingUnit.objects.create(city=city.city, step=Step.REVOKE, round=2, unit=city.departments["GX"])
    claim, _ = asked(city, project)
    take(city, project, Step.START)
    with pytest.raises(Conflict, match="逐级"):
        approve_claim(claim.pk, by=city.verifier_of("revoke"), now=NOW)
    assert Claim.objects.get(pk=claim.pk).round == 1


def test_the_page_names_the_step_and_says_that_it_was_overtaken(city: City, project: Project) -> None:
    claim, registration = asked(city, project)
    client, page = enter(city.verifier_of("revoke")), f"/claims/{claim.pk}/"
    before = client.get(page).content.decode()
    assert f"注册 {registration.effective_on}" in before and "逐级" not in before
    take(city, project, Step.START)
    assert "逐级" in client.get(page).content.decode()
    answer = client.post(page, {"do": "approve", "version": claim.version})
    assert answer.status_code == 422 and answer.content.decode().count("逐级") == 1


def test_only_a_revocation_names_a_step(city: City, project: Project) -> None:
    registration = asked(city, project)[1]
    claim = Claim.objects.filter(step=Step.SIGN).get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(revokes=registration)


def test_requests_of_before_are_given_the_step_they_meant(city: City, project: Project) -> None:
    first, registration = asked(city, project)
    approve_claim(first.pk, by=city.verifier_of("revoke"), now=NOW)
    again = submitted(city, project, Step.REVOKE)
    Claim.objects.update(revokes=None)
    import_module("workflow.steps.migrations.0010_revoked_steps").name_them(apps, connection.schema_editor())
    found = {claim.pk: claim.revokes for claim in Claim.objects.filter(step=Step.REVOKE)}
    assert found == {first.pk: registration, again.pk: project.transitions.get(step=Step.SIGN)}
