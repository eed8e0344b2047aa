"""Handovers follow from the facts: none is missed, none is made twice, and what no longer holds is closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from projects.audit.models import Entry
from projects.ledger.models import Responsibility
from projects.ledger.services import assign, end_responsibility
from projects.people.models import Officer
from projects.people.services import add_post, start_tenure
from tests.factories import NOW, TODAY, City, give_chief, new_project, take
from tests.workflow.handover.samples import (
    EARLIER,
    LEFT_ON,
    Change,
    chief_of,
    job_change,
    newcomer_to,
    proposed,
    two_projects,
    vacate,
)
from workflow.handover.models import Handover, HandoverEvent, HandoverState, ItemState
from workflow.handover.services import confirm_handover, propose_handovers, proposing
from workflow.steps.services import take_step


@pytest.fixture
def change(city: City) -> Change:
    return job_change(city)


def states() -> list[str]:
    return list(Handover.objects.order_by("proposed_at", "pk").values_list("state", flat=True))


def test_nothing_is_proposed_while_everybody_sits(city: City) -> None:
    two_projects(city)
    assert propose_handovers(NOW) == 0
    assert not Handover.objects.exists()


def test_one_handover_with_an_item_for_each_part_of_the_post(change: Change) -> None:
    handover = proposed(change.city)
    assert (handover.post, handover.predecessor, handover.sitter) == (
        change.city.chief_post,
        change.leaver,
        change.newcomer,
    )
    assert {item.responsibility.project for item in handover.items.all()} == set(change.projects)
    assert [chief_of(project) for project in change.projects] == [change.leaver] * 2
    assert handover.events.get().kind == HandoverEvent.Kind.PROPOSED
    assert Entry.objects.filter(action="handover.propose").count() == 1


def test_the_same_facts_again_change_nothing(change: Change) -> None:
    before = proposed(change.city).version
    assert propose_handovers(NOW + timedelta(minutes=1)) == 0
    assert Handover.objects.get().version == before


def test_a_tenure_that_ends_tomorrow_is_proposed_tomorrow(city: City) -> None:
    two_projects(city)
    newcomer = newcomer_to(city)
    start_tenure(city.chief_post, newcomer, valid_from=TODAY + timedelta(days=1), by=None, now=NOW)
    propose_handovers(NOW)
    assert not Handover.objects.exists()
    propose_handovers(NOW + timedelta(days=1))
    assert Handover.objects.get().sitter == newcomer


def test_a_vacant_post_is_proposed_without_a_taker(city: City) -> None:
    two_projects(city)
    vacate(city.chief_post)
    assert proposed(city).sitter is None


def test_a_disabled_account_is_proposed_though_the_seat_is_the_same(city: City) -> None:
    two_projects(city)
    Officer.objects.filter(pk=city.chief.pk).update(is_active=False)
    handover = proposed(city)
    assert (handover.cause, handover.sitter) == ("disabled", None)


def test_a_disabled_account_that_is_enabled_again_needs_no_handover(city: City) -> None:
    two_projects(city)
    Officer.objects.filter(pk=city.chief.pk).update(is_active=False)
    proposed(city)
    Officer.objects.filter(pk=city.chief.pk).update(is_active=True)
    propose_handovers(NOW)
    assert states() == [HandoverState.VOID]


def test_a_disabled_successor_is_no_successor(change: Change) -> None:
    Officer.objects.filter(pk=change.newcomer.pk).update(is_active=False)
    assert proposed(change.city).sitter is None


def test_a_successor_who_changes_again_supersedes_the_older_proposal(change: Change) -> None:
    first = proposed(change.city)
    next_one = newcomer_to(change.city, "再新区长", "zaixin")
    start_tenure(change.city.chief_post, next_one, valid_from=LEFT_ON + timedelta(days=1), by=None, now=NOW)
    second = proposed(change.city)
    first.refresh_from_db()
    assert (first.state, second.sitter) == (HandoverState.SUPERSEDED, next_one)
    assert "另行提出" in first.events.last().note  # type: ignore[union-attr]
    assert second.items.count() == 2


def test_who_leaves_two_posts_has_two_handovers(change: Change) -> None:
    city = change.city
    other = add_post(city.district, title="开发区管委会主任", is_principal=True, by=None, now=NOW)
    start_tenure(other, city.chief, valid_from=EARLIER.date(), by=None, now=NOW)
    project = new_project(city, name="第三个", investor="第三家", now=EARLIER)
    assign(project.pk, role="leader", officer=city.chief, post=other, valid_from=TODAY, by=city.dispatcher, now=NOW)
    vacate(other)
    propose_handovers(NOW)
    found = {one.post: one.items.count() for one in Handover.objects.all()}
    assert found == {city.chief_post: 2, other: 1}


def test_a_part_that_comes_up_later_joins_the_proposal(change: Change) -> None:
    handover = proposed(change.city)
    late = new_project(change.city, name="补录项目", investor="第三家", now=EARLIER)
    give_chief(change.city, late, now=EARLIER)
    propose_handovers(NOW)
    assert Handover.objects.get() == handover
    assert handover.items.count() == 3


def test_a_part_dealt_with_otherwise_drops_out_and_the_last_closes_the_proposal(change: Change) -> None:
    handover = proposed(change.city)
    first, second = change.projects
    assign(first.pk, role="chief", post=change.city.chief_post, valid_from=TODAY, basis="市委办12号",
           by=change.office, now=NOW)  # fmt: skip
    propose_handovers(NOW)
    assert sorted(handover.items.values_list("state", flat=True)) == [ItemState.MOOT, ItemState.OPEN]
    held = Responsibility.objects.current().get(project=second)
    end_responsibility(held.pk, valid_to=TODAY, by=change.office, now=NOW)
    propose_handovers(NOW)
    assert states() == [HandoverState.VOID]


def test_a_project_given_up_needs_no_handover_until_it_is_taken_up_again(change: Change) -> None:
    first, second = change.projects
    take_step(first.pk, "terminate", by=change.city.clerk, effective_on=TODAY, reason="other", note="停", now=NOW)
    handover = proposed(change.city)
    assert [item.responsibility.project for item in handover.items.all()] == [second]
    take(change.city, first, "restore")
    propose_handovers(NOW)
    assert handover.items.count() == 2


def test_one_post_that_fails_does_not_hold_up_the_others(change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    city = change.city
    other = new_project(city, name="第三个", investor="第三家", now=EARLIER)
    assign(other.pk, role="deputy", post=city.deputy_post, valid_from=TODAY, by=city.dispatcher, now=NOW)
    vacate(city.deputy_post)
    real = proposing._settle

    def broken(post_id: object, *given: object, **rest: object) -> None:
        if post_id == city.chief_post.pk:
            raise RuntimeError("broken")
        real(post_id, *given, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(proposing, "_settle", broken)
    propose_handovers(NOW)
    assert [one.post for one in Handover.objects.all()] == [city.deputy_post]
    monkeypatch.undo()
    propose_handovers(NOW)
    assert Handover.objects.count() == 2


def test_an_idle_look_costs_the_same_for_any_number_of_handovers(
    change: Change, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    proposed(change.city)
    with django_assert_max_num_queries(6):
        propose_handovers(NOW)


def test_a_part_the_office_keeps_is_not_proposed_again_for_the_same_sitter(change: Change) -> None:
    handover = proposed(change.city)
    kept = handover.items.get(responsibility__project=change.projects[1])
    confirm_handover(handover.pk, kept={kept.pk: "项目由其继续联系"}, by=change.office, now=NOW)
    assert propose_handovers(NOW) == 0
    assert chief_of(change.projects[1]) == change.leaver
    start_tenure(change.city.chief_post, newcomer_to(change.city, "再新", "zaixin"),
                 valid_from=LEFT_ON + timedelta(days=1), by=None, now=NOW)  # fmt: skip
    propose_handovers(NOW)
    again = Handover.objects.get(predecessor=change.leaver, state=HandoverState.PROPOSED)
    assert [item.responsibility.project for item in again.items.all()] == [change.projects[1]]
