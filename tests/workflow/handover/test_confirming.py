"""The office confirms: one transaction passes everything on, and until then the old holder stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Change as FieldChange
from projects.ledger.models import Responsibility
from projects.ledger.services import assign, register_deputy
from projects.people.models import Officer
from projects.people.services import add_officer, add_post, start_tenure
from tests.factories import NOW, TODAY, City, fresh, give_chief, new_project
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
from workflow.handover.lateness import shares_of
from workflow.handover.models import Handover, HandoverState, ItemState
from workflow.handover.services import acknowledge_handover, confirm_handover, propose_handovers


@pytest.fixture
def change(city: City) -> Change:
    return job_change(city)


def confirm(handover: Handover, change: Change, **given: Any) -> Handover:
    return confirm_handover(handover.pk, by=change.office, now=NOW, **given)


def test_everything_passes_on_without_a_gap_and_the_history_stays(change: Change) -> None:
    handover = confirm(proposed(change.city), change)
    assert (handover.state, handover.successor, handover.effective_on) == ("confirmed", change.newcomer, TODAY)
    for project in change.projects:
        old, new = Responsibility.objects.chiefs().filter(project=project).order_by("valid_from")
        assert (old.officer, old.valid_to) == (change.leaver, TODAY - timedelta(days=1))
        assert (new.officer, new.post, new.valid_from, new.valid_to) == (
            change.newcomer,
            change.city.chief_post,
            TODAY,
            None,
        )
        assert new.basis and new.created_by == change.office
        last = FieldChange.objects.filter(project=project).first()
        assert last is not None and (last.before, last.after) == ("张区长", "新区长") and last.why
    assert Entry.objects.filter(action="responsibility.hand_over").count() == 2
    assert Entry.objects.filter(action="handover.confirm").count() == 1
    assert propose_handovers(NOW) == 0


@pytest.mark.parametrize(("days_ago", "last", "first"), [(0, 1, 0), (2, 3, 2), (3, 4, 3)])
def test_the_office_says_from_which_day(change: Change, days_ago: int, last: int, first: int) -> None:
    confirm(proposed(change.city), change, effective_on=TODAY - timedelta(days=days_ago))
    old, new = Responsibility.objects.filter(project=change.projects[0]).order_by("valid_from")
    assert (old.valid_to, new.valid_from) == (TODAY - timedelta(days=last), TODAY - timedelta(days=first))


@pytest.mark.parametrize("days", [1, -4, -200])
def test_no_day_to_come_and_none_before_the_successor_sat_there(change: Change, days: int) -> None:
    with pytest.raises(Invalid):
        confirm(proposed(change.city), change, effective_on=TODAY + timedelta(days=days))
    assert chief_of(change.projects[0]) == change.leaver


def test_a_part_that_began_after_the_effective_day_passes_on_from_its_own_first_day(change: Change) -> None:
    late = new_project(change.city, name="补录项目", investor="第三家", now=EARLIER)
    give_chief(change.city, late, now=EARLIER)
    Responsibility.objects.filter(project=late).update(valid_from=TODAY - timedelta(days=1))
    confirm(proposed(change.city), change, effective_on=LEFT_ON)
    old, new = Responsibility.objects.filter(project=late).order_by("created_at")
    assert (old.valid_from, old.valid_to) == (TODAY - timedelta(days=1),) * 2
    assert new.valid_from == TODAY - timedelta(days=1)


def test_lateness_counts_for_whoever_held_the_project_on_the_day(change: Change) -> None:
    """Ten days late; the newcomer holds the project for the last three of them (two days ago, yesterday, today)."""
    confirm(proposed(change.city), change, effective_on=TODAY - timedelta(days=2))
    project = fresh(change.projects[0])
    found = Responsibility.objects.chief_on(project, TODAY - timedelta(days=3))
    assert found is not None and found.officer == change.leaver
    found = Responsibility.objects.chief_on(project, TODAY - timedelta(days=2))
    assert found is not None and found.officer == change.newcomer
    shares = shares_of([project], on=TODAY)[project.pk]
    assert [(share.name, share.days) for share in shares] == [("张区长", 7), ("新区长", 3)]


def test_days_nobody_held_the_project_are_nobody_s(city: City) -> None:
    project = new_project(city, planned_signed_on=TODAY - timedelta(days=5))
    give_chief(city, project, now=NOW - timedelta(days=1))
    shares = shares_of([fresh(project)], on=TODAY)[project.pk]
    assert [(share.name, share.days) for share in shares] == [("无首席责任人", 3), ("张区长", 2)]


def test_a_vacant_post_asks_for_somebody_and_takes_a_holder_of_another_post(city: City) -> None:
    projects = two_projects(city)
    vacate(city.chief_post)
    handover = proposed(city)
    with pytest.raises(Invalid, match="空缺"):
        confirm_handover(handover.pk, by=city.dispatcher, now=NOW)
    with pytest.raises(Invalid, match="理由"):
        confirm_handover(handover.pk, successor=city.deputy, by=city.dispatcher, now=NOW)
    confirm_handover(handover.pk, successor=city.deputy, reason="主持工作", by=city.dispatcher, now=NOW)
    assert [chief_of(project) for project in projects] == [city.deputy] * 2
    assert Responsibility.objects.current().filter(post=city.deputy_post).count() == 2


def test_who_sits_nowhere_cannot_become_chief_and_nothing_passes_on(city: City) -> None:
    projects = two_projects(city)
    vacate(city.chief_post)
    with pytest.raises(Invalid, match="按职务"):
        confirm_handover(proposed(city).pk, successor=newcomer_to(city), by=city.dispatcher, now=NOW)
    assert [chief_of(project) for project in projects] == [city.chief] * 2


def test_another_successor_than_the_sitter_may_be_picked(change: Change) -> None:
    confirm(proposed(change.city), change, successor=change.city.deputy, reason="分管工业")
    assert chief_of(change.projects[0]) == change.city.deputy


@pytest.mark.parametrize("who", ["leaver", "disabled"])
def test_neither_the_leaver_nor_a_disabled_account_takes_over(change: Change, who: str) -> None:
    handover = proposed(change.city)
    successor = change.leaver if who == "leaver" else change.city.deputy
    if who == "disabled":
        Officer.objects.filter(pk=successor.pk).update(is_active=False)
        successor.refresh_from_db()
    with pytest.raises(Invalid):
        confirm(handover, change, successor=successor, reason="x")
    assert chief_of(change.projects[0]) == change.leaver


def test_a_part_is_kept_with_a_reason_and_the_rest_passes_on(change: Change) -> None:
    handover = proposed(change.city)
    item = handover.items.get(responsibility__project=change.projects[1])
    confirm(handover, change, kept={item.pk: "由其继续联系"})
    assert chief_of(change.projects[0]) == change.newcomer
    assert chief_of(change.projects[1]) == change.leaver
    item.refresh_from_db()
    assert (item.state, item.reason) == (ItemState.KEPT, "由其继续联系")


def test_when_nothing_passes_on_the_handover_is_closed(change: Change) -> None:
    handover = proposed(change.city)
    kept = {item.pk: "暂不移交" for item in handover.items.all()}
    assert confirm(handover, change, kept=kept).state == HandoverState.VOID
    assert propose_handovers(NOW) == 0


def test_nobody_disabled_stays_the_chief_a_project_needs(city: City) -> None:
    needing, other = two_projects(city)
    Officer.objects.filter(pk=city.chief.pk).update(is_active=False)
    handover = proposed(city)
    items = {item.responsibility.project_id: item.pk for item in handover.items.all()}
    with pytest.raises(Invalid, match="账号已停用"):
        confirm_handover(handover.pk, kept={items[needing.pk]: "留任"}, by=city.dispatcher, now=NOW)
    confirm_handover(handover.pk, successor=city.deputy, reason="主持工作", kept={items[other.pk]: "不再推进"},
                     by=city.dispatcher, now=NOW)  # fmt: skip
    assert chief_of(needing) == city.deputy


def test_who_has_the_same_part_already_keeps_it(change: Change) -> None:
    city, project = change.city, change.projects[0]
    for officer, post in ((city.deputy, city.deputy_post), (change.newcomer, city.chief_post)):
        assign(project.pk, role="leader", officer=officer, post=post, valid_from=TODAY, by=city.dispatcher, now=NOW)
    vacate(city.deputy_post)
    start_tenure(city.deputy_post, change.newcomer, valid_from=LEFT_ON, by=None, now=NOW)
    propose_handovers(NOW)
    handover = Handover.objects.get(post=city.deputy_post)
    confirm(handover, change)
    assert Responsibility.objects.current().filter(project=project, role="leader").count() == 1


def test_a_kept_chief_and_a_second_handover_do_not_meet(change: Change) -> None:
    """Two posts of one leaver are confirmed one after the other, each for its own parts."""
    city = change.city
    other = add_post(city.district, title="开发区管委会主任", is_principal=True, by=None, now=NOW)
    start_tenure(other, city.chief, valid_from=EARLIER.date(), by=None, now=NOW)
    third = new_project(city, name="第三个", investor="第三家", now=EARLIER)
    assign(third.pk, role="chief", post=other, valid_from=EARLIER.date(), by=city.dispatcher, now=EARLIER)
    second = newcomer_to(city, "新主任", "xinzhuren")
    start_tenure(other, second, valid_from=LEFT_ON, by=None, now=NOW)
    propose_handovers(NOW)
    for handover in Handover.objects.all():
        confirm(handover, change)
    assert [chief_of(one) for one in (*change.projects, third)] == [change.newcomer, change.newcomer, second]


def test_facts_that_moved_since_the_proposal_are_not_confirmed(change: Change) -> None:
    handover = proposed(change.city)
    start_tenure(change.city.chief_post, newcomer_to(change.city, "再新", "zaixin"),
                 valid_from=LEFT_ON + timedelta(days=1), by=None, now=NOW)  # fmt: skip
    with pytest.raises(Conflict, match="又有变动"):
        confirm(handover, change)


def test_twice_is_once(change: Change) -> None:
    handover = proposed(change.city)
    confirm(handover, change)
    with pytest.raises(Conflict, match="待接收"):
        confirm(handover, change)


def test_an_older_version_is_stale(change: Change) -> None:
    handover = proposed(change.city)
    with pytest.raises(Stale):
        confirm(handover, change, expected_version=handover.version + 1)


def test_a_refusal_half_way_leaves_nothing_behind(change: Change) -> None:
    """The second project's part fails (its chief was given a later tenure): the first must not have passed on."""
    vacate(change.city.deputy_post)
    handover, entries = proposed(change.city), Entry.objects.count()
    with pytest.raises(DomainError):
        confirm(handover, change, successor=change.city.deputy)
    handover.refresh_from_db()
    assert handover.state == HandoverState.PROPOSED and Entry.objects.count() == entries
    assert [chief_of(project) for project in change.projects] == [change.leaver] * 2


def test_a_successor_who_leaves_before_taking_over_is_followed_by_the_next(change: Change) -> None:
    first = confirm(proposed(change.city), change)
    next_one = newcomer_to(change.city, "再新", "zaixin")
    start_tenure(change.city.chief_post, next_one, valid_from=LEFT_ON + timedelta(days=1), by=None, now=NOW)
    second = confirm(proposed(change.city), change)
    first.refresh_from_db()
    assert (first.state, second.successor) == (HandoverState.SUPERSEDED, next_one)
    with pytest.raises(Conflict, match="已被替代"):
        acknowledge_handover(first.pk, by=change.newcomer, now=NOW)
    assert acknowledge_handover(second.pk, by=next_one, now=NOW).state == HandoverState.ACKNOWLEDGED


# --- states × actors --------------------------------------------------------------------------------------------

OUTSIDE = {"sibling_clerk"}
OFFICE = {"dispatcher"}
ACTORS = ("dispatcher", "successor", "stand_in", "leaver", "clerk", "leader", "sibling_clerk")
SEEN_BY = {
    "proposed": {"dispatcher"},
    "confirmed": {"dispatcher", "successor", "stand_in"},
    "acknowledged": {"dispatcher", "successor", "stand_in"},
}


def in_state(change: Change, state: str) -> Handover:
    handover = proposed(change.city)
    if state != "proposed":
        handover = confirm(handover, change)
    if state == "acknowledged":
        acknowledge_handover(handover.pk, by=change.newcomer, now=NOW)
    return handover


def actor(change: Change, name: str) -> Officer:
    city = change.city
    register_deputy(change.newcomer, city.deputy, valid_from=TODAY, valid_to=TODAY, basis="出差",
                    by=change.newcomer, now=NOW)  # fmt: skip
    return {
        "dispatcher": city.dispatcher,
        "successor": change.newcomer,
        "stand_in": city.deputy,
        "leaver": change.leaver,
        "clerk": city.clerk,
        "leader": city.leader,
        "sibling_clerk": city.sibling_clerk,
    }[name]


@pytest.mark.parametrize("state", ["proposed", "confirmed", "acknowledged"])
@pytest.mark.parametrize("name", ACTORS)
@pytest.mark.parametrize("act", ["confirm", "acknowledge"])
def test_who_may_do_what_in_which_state(change: Change, state: str, name: str, act: str) -> None:
    by = actor(change, name)
    handover = in_state(change, state)
    run = confirm_handover if act == "confirm" else acknowledge_handover
    allowed = {("confirm", "proposed"): {"dispatcher"}, ("acknowledge", "confirmed"): {"successor", "stand_in"}}
    if name in allowed.get((act, state), ()):
        run(handover.pk, by=by, now=NOW)
        return
    expected: type[DomainError]
    if name not in SEEN_BY[state]:
        expected = NotFound
    elif act == "confirm":
        expected = Conflict if name == "dispatcher" else NotAllowed
    else:
        expected = Conflict if state == "proposed" or name != "dispatcher" else NotAllowed
    with pytest.raises(expected):
        run(handover.pk, by=by, now=NOW)


def test_a_deputy_takes_over_for_the_principal_and_the_record_says_so(change: Change) -> None:
    by = actor(change, "stand_in")
    handover = acknowledge_handover(in_state(change, "confirmed").pk, by=by, now=NOW, note="已核对")
    last = handover.events.last()
    assert last is not None and last.note == "由周副区长代理新区长接收；已核对"
    assert handover.acknowledged_by == by


def test_a_deputy_whose_days_are_over_takes_nothing_over(change: Change) -> None:
    by = actor(change, "stand_in")
    handover = in_state(change, "confirmed")
    with pytest.raises(NotFound):
        acknowledge_handover(handover.pk, by=by, now=NOW + timedelta(days=1))


def test_what_is_not_seen_is_not_named_and_not_closed_either(city: City) -> None:
    """Keeping a part back is a decision about its project: asked before anything is said about it."""
    far = new_project(city, by=city.sibling_clerk, landing_organisation=city.sibling, investor="远方新能源",
                      name="远方保密项目", total_investment_wan=200_000, now=EARLIER)  # fmt: skip
    give_chief(city, far, now=EARLIER)
    job_change(city)
    Officer.objects.filter(pk=city.chief.pk).update(is_active=False)
    office = add_officer(city.district, username="qudiao", name="区调", roles=["dispatcher"], by=None, now=NOW)
    handover = proposed(city)
    kept = {item.pk: "另行安排" for item in handover.items.all()}
    with pytest.raises(NotAllowed, match="不在您的查看范围内") as refused:
        confirm_handover(handover.pk, kept=kept, by=office, now=NOW)
    assert "远方保密项目" not in refused.value.detail
    assert Handover.objects.get(pk=handover.pk).state == HandoverState.PROPOSED
