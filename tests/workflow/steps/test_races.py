"""Two clients move one project at the same moment: exactly one wins, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from projects.errors import Conflict, DomainError, Stale
from projects.ledger import services as ledger_services
from projects.ledger.models import Project, Responsibility
from projects.people.models import Officer
from tests.factories import NOW, TODAY, City, build_city, new_project, submitted
from tests.workflow.steps.test_rounds import verifier
from workflow.steps.models import Claim, Transition, VerifyingUnit
from workflow.steps.services import approve_claim, claims, take_step, taking, verification

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> City:
    return build_city()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run all acts in threads that start together; each answer is a value or the exception."""
    gate = threading.Barrier(len(acts), timeout=30)
    answers: list[Any] = [None] * len(acts)

    def run(position: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait()
            answers[position] = act()
        except Exception as failure:  # the answer is what is asserted
            answers[position] = failure
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return answers


def winners(answers: list[Any]) -> list[Any]:
    return [answer for answer in answers if not isinstance(answer, Exception)]


def test_two_verifiers_approve_one_claim_and_exactly_one_wins(city: City) -> None:
    claim = submitted(city, new_project(city), "sign")
    by = city.verifier_of("sign")
    answers = at_once(*[lambda: approve_claim(claim.pk, by=by, now=NOW)] * 4)
    assert len(winners(answers)) == 1
    losers = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(loser, Conflict) for loser in losers), losers
    assert Transition.objects.count() == 1


def _two_rounds(city: City) -> tuple[Claim, list[Officer]]:
    """A claim that two units verify, and two people who may both pass it on."""
    VerifyingUnit.objects.create(city=city.city, step="sign", round=2, unit=city.departments["GX"])
    return submitted(city, new_project(city), "sign"), [city.verifier_of("sign"), verifier(city.city, "shiren")]


def test_two_verifiers_pass_the_first_round_at_once_and_it_is_passed_once(city: City) -> None:
    claim, people = _two_rounds(city)
    answers = at_once(
        *[partial(approve_claim, claim.pk, by=by, now=NOW, expected_version=claim.version) for by in people * 2]
    )
    assert len(winners(answers)) == 1 and all(isinstance(one, (Stale, type(None))) for one in answers), answers
    passed = Claim.objects.get(pk=claim.pk)
    assert passed.round == 2 and passed.events.filter(kind="passed").count() == 1
    assert not Transition.objects.exists()


def test_two_verifiers_answer_the_second_round_at_once_and_one_step_is_taken(city: City) -> None:
    claim, people = _two_rounds(city)
    approve_claim(claim.pk, by=people[0], now=NOW)
    second = [city.verifier_of("start"), people[1]]
    answers = at_once(*[partial(approve_claim, claim.pk, by=by, now=NOW) for by in second])
    assert len(winners(answers)) == 1 and Transition.objects.count() == 1
    assert all(isinstance(one, (Conflict, Transition)) for one in answers), answers


def test_negative_control_without_the_lock_two_verifiers_pass_it_twice_or_run_into_the_database(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, people = _two_rounds(city)
    met, vendor = threading.Barrier(2, timeout=30), connection.vendor

    def unlocked(claim_id: Any, **_: Any) -> Claim:
        found = Claim.objects.select_related("project").get(pk=claim_id)
        met.wait()
        return found

    monkeypatch.setattr(verification, "locked_claim", unlocked)

    def act(by: Officer) -> Any:
        if vendor == "sqlite":
            connection.transaction_mode = "DEFERRED"  # the database's own guard off as well
        return approve_claim(claim.pk, by=by, now=NOW)

    answers = at_once(*[partial(act, by) for by in people])
    broken = [one for one in answers if isinstance(one, Exception) and not isinstance(one, DomainError)]
    passed = Claim.objects.get(pk=claim.pk).events.filter(kind="passed").count()
    assert broken or passed == 2, "without the lock the race above must break, or it proves nothing"


def test_two_different_steps_at_once_and_exactly_one_wins(city: City) -> None:
    project = new_project(city)
    version = project.version

    def act(step: str) -> Callable[[], Transition]:
        return lambda: take_step(
            project.pk,
            step,
            by=city.clerk,
            effective_on=TODAY,
            reason="other",
            note="停",
            now=NOW,
            expected_version=version,
        )

    for _ in range(5):
        project = new_project(city)
        version = project.version
        answers = at_once(act("suspend"), act("withdraw"), act("terminate"))
        assert len(winners(answers)) == 1
        assert all(isinstance(answer, (Stale, Transition)) for answer in answers), answers
        assert project.transitions.count() == 1


def test_negative_control_with_the_lock_off_losers_are_no_longer_refused_cleanly(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same race with the guard removed must break, or the tests above would prove nothing."""
    project = new_project(city)
    met = threading.Barrier(2, timeout=30)

    def unlocked(project_id: Any, **_: Any) -> Project:
        found = Project.objects.get(pk=project_id)
        met.wait()
        return found

    monkeypatch.setattr(taking, "locked_project", unlocked)
    vendor = connection.vendor

    def act(step: str) -> Callable[[], Transition]:
        def run() -> Transition:
            if vendor == "sqlite":
                connection.transaction_mode = "DEFERRED"  # the database's own guard off as well
            return take_step(project.pk, step, by=city.clerk, effective_on=TODAY, reason="other", note="停", now=NOW)

        return run

    answers = at_once(act("suspend"), act("withdraw"))
    broken = [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, DomainError)]
    assert broken, "without the lock a loser must run into the database, not into a clean refusal"
    assert isinstance(broken[0], OperationalError) or "unique" in str(broken[0]).lower() or "luodi" in str(broken[0])


def test_many_assign_a_chief_at_once_and_there_is_never_more_than_one(city: City) -> None:
    project = new_project(city)

    def act(post: Any) -> Callable[[], Any]:
        return lambda: ledger_services.assign(
            project.pk,
            role="chief",
            post=post,
            valid_from=TODAY,
            reason="分管领导",
            by=city.dispatcher,
            now=NOW,
        )

    answers = at_once(act(city.chief_post), act(city.deputy_post), act(city.chief_post), act(city.deputy_post))
    assert winners(answers)
    current = Responsibility.objects.filter(project=project, role="chief", valid_to__isnull=True)
    assert current.count() == 1


def test_two_drafts_of_one_step_at_once_leave_one_open_claim(city: City) -> None:
    project = new_project(city)
    act = lambda: claims.draft_claim(project.pk, "sign", by=city.clerk, now=NOW, effective_on=TODAY)  # noqa: E731
    answers = at_once(act, act, act)
    assert len(winners(answers)) == 1
    assert all(isinstance(answer, Conflict) for answer in answers if isinstance(answer, Exception))


def _referred_to_while_saved(project: Project) -> str:
    """Somebody saves the project and has not committed; what another hears who writes a row that refers to it."""
    heard: list[str] = []

    def refer() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '1s'")
                cursor.execute("SELECT 1 FROM ledger_project WHERE id = %s FOR KEY SHARE", [project.pk])
            heard.append("")
        except OperationalError as refused:
            heard.append(str(refused))
        finally:
            connection.close()

    with transaction.atomic():
        project.summary = "改"
        project.save()
        other = threading.Thread(target=refer)
        other.start()
        other.join(30)
    return heard[0]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="no rows are locked there")
def test_a_project_that_is_being_saved_may_be_referred_to(city: City) -> None:
    assert _referred_to_while_saved(new_project(city)) == ""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="no rows are locked there")
def test_negative_control_a_trigger_before_the_update_keeps_those_out_who_refer(city: City) -> None:
    project = new_project(city)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER before_it BEFORE UPDATE ON ledger_project FOR EACH ROW WHEN (false)"
            " EXECUTE FUNCTION steps_project_birth()"
        )
    try:
        assert "lock timeout" in _referred_to_while_saved(project)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER before_it ON ledger_project")
