"""What is proposed, what lapses, what the office does, and that nothing happens by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Project
from projects.ledger.services import update_project
from projects.ledger.stages import Standing
from projects.progress.queries import last_news_of
from projects.progress.services import raise_problem
from tests.factories import NOW, TODAY, City, fresh, new_project, submitted, take
from tests.workflow.proposals.samples import DAY, light_rules, stale, swept, unregistered, unstarted
from workflow.lights.months import months_before
from workflow.lights.queries.now import light_of
from workflow.proposals.facts import claim_news, facts_on
from workflow.proposals.kinds import ProposalKind, ProposalState
from workflow.proposals.models import Proposal, ProposalRules, Sweep
from workflow.proposals.services import accept_proposal, dismiss_proposal, note_proposal, sweep
from workflow.steps.models import Transition
from workflow.steps.services import take_step

pytestmark = pytest.mark.django_db
EXIT = {"text": "到期仍未开工", "reason": "overdue_start"}


@pytest.mark.parametrize(
    ("on", "months", "before"),
    [(date(2026, 8, 31), 6, date(2026, 2, 28)), (date(2026, 1, 15), 1, date(2025, 12, 15)),
     (date(2026, 12, 31), 12, date(2025, 12, 31)), (date(2026, 3, 31), 1, date(2026, 2, 28)),
     (date(2026, 6, 30), 0, date(2026, 6, 30))],
)  # fmt: skip
def test_months_are_counted_back_to_the_same_day(on: date, months: int, before: date) -> None:
    assert months_before(on, months) == before


def test_talks_without_news_for_six_months_are_proposed_for_withdrawal_and_no_more(city: City) -> None:
    project = stale(city)
    (one,) = swept()
    assert (one.kind, one.state, one.project) == (ProposalKind.STALE, ProposalState.OPEN, project)
    assert "超过6个月" in one.because
    assert fresh(project).standing == Standing.ACTIVE
    assert Entry.objects.filter(action="proposal.propose").count() == 1


def test_a_day_less_is_not_stale(city: City) -> None:
    new_project(city, now=NOW - (TODAY - months_before(TODAY, 6)))
    assert swept() == []
    assert len(swept(NOW + DAY)) == 1


def test_any_word_of_the_units_is_news_and_what_others_write_is_not(city: City) -> None:
    project = stale(city)
    edited = NOW - 50 * DAY
    update_project(project.pk, {"summary": "市里补录"}, by=city.dispatcher, now=NOW - 10 * DAY)
    assert last_news_of(project) == NOW - 200 * DAY, "the office above is not the project"
    update_project(project.pk, {"summary": "改了"}, by=city.clerk, now=edited)
    assert last_news_of(project) == edited
    values = {"kind": "land", "level": "city", "title": "缺地", "need": "协调", "raised_on": TODAY - 40 * DAY,
              "asked_organisation": city.city}  # fmt: skip
    raise_problem(project.pk, values, by=city.clerk, now=NOW - 40 * DAY)
    assert last_news_of(project) == NOW - 40 * DAY
    submitted(city, project, "sign", now=NOW - 30 * DAY)
    assert last_news_of(project, also=[claim_news()]) == NOW - 30 * DAY
    assert facts_on(TODAY) == {}


def test_a_promise_to_register_is_overdue_after_thirty_days(city: City) -> None:
    project = unregistered(city)
    (one,) = swept()
    assert (one.kind, one.project) == (ProposalKind.REGISTER, project)
    assert facts_on(TODAY - DAY) == {}


@pytest.mark.parametrize(
    ("over", "found"), [({}, 1), ({"site": ""}, 0), ({"planned_started_on": TODAY - 180 * DAY}, 0)]
)
def test_a_start_is_asked_for_six_months_after_its_day_where_land_is_there(
    city: City, over: dict[str, object], found: int
) -> None:
    unstarted(city, **over)
    assert [one.kind for one in swept()] == [ProposalKind.START] * found


def test_a_city_has_terms_of_its_own_from_a_day_on(city: City) -> None:
    unregistered(city)
    ProposalRules.objects.create(organisation=city.city, valid_from=TODAY + DAY, register_days=40)
    assert len(facts_on(TODAY)) == 1
    assert facts_on(TODAY + DAY) == {}


@pytest.mark.parametrize(("months", "found"), [(9, 0), (0, 0), (3, 1)])
def test_when_talks_are_proposed_is_the_rule_of_lights(city: City, months: int, found: int) -> None:
    project = stale(city)
    numbers = {"yellow_months": 2, "red_months": 3, "out_months": months}
    light_rules(city, {"stale_talks": numbers}, on=TODAY + DAY)
    assert len(facts_on(TODAY)) == 1
    assert [fact.kind for fact in facts_on(TODAY + DAY).values()] == [ProposalKind.STALE] * found
    assert ("拟退库" in light_of(project, on=TODAY + DAY).reasons[0]) is bool(found)


def test_what_is_proposed_after_midnight_has_stood_no_day_yet(city: City) -> None:
    stale(city)
    early = NOW.replace(hour=0, minute=1)
    (one,) = swept(early)
    assert (one.days_open(TODAY), one.days_open(TODAY + DAY)) == (0, 1)


def test_a_day_is_looked_at_once(city: City) -> None:
    stale(city)
    assert sweep(NOW) is not None
    assert sweep(NOW + timedelta(minutes=1)) is None
    assert Proposal.objects.count() == 1
    assert Sweep.objects.get().proposed == 1


def test_the_same_facts_are_proposed_once(city: City) -> None:
    stale(city)
    swept()
    assert [one.state for one in swept(NOW + DAY)] == [ProposalState.OPEN]


def test_a_proposal_lapses_with_its_facts_and_comes_back_with_them(city: City) -> None:
    project = unregistered(city)
    swept()
    take_step(project.pk, "suspend", by=city.clerk, effective_on=TODAY, reason="land", note="等用地", now=NOW)
    (one,) = swept(NOW + DAY)
    assert one.state == ProposalState.LAPSED
    assert one.entries.last().by is None
    take(city, project, "resume", on=TODAY + DAY, now=NOW + DAY)
    assert [one.state for one in swept(NOW + 2 * DAY)] == [ProposalState.OPEN]


def test_accepting_withdraws_by_the_real_step(city: City) -> None:
    project = stale(city)
    (one,) = swept()
    accept_proposal(one.pk, text="企业已无意向", by=city.dispatcher, now=NOW)
    assert fresh(project).standing == Standing.WITHDRAWN
    step = Transition.objects.get(project=project)
    assert (step.step, step.reason, step.note, step.by) == ("withdraw", "stale", "企业已无意向", city.dispatcher)


def test_a_notice_sets_a_term_and_moves_nothing(city: City) -> None:
    project = unstarted(city)
    (one,) = swept()
    accept_proposal(one.pk, text="限期开工", deadline_on=TODAY + 60 * DAY, by=city.dispatcher, now=NOW)
    assert (fresh(project).stage, fresh(project).standing) == ("registered", Standing.ACTIVE)
    assert one.entries.last().text == f"限期开工（限期至{TODAY + 60 * DAY}）"


def test_a_term_that_ran_out_is_proposed_for_exit_and_ends_the_project(city: City) -> None:
    project = unstarted(city)
    (notice,) = swept()
    accept_proposal(notice.pk, text="限期开工", deadline_on=TODAY + 60 * DAY, by=city.dispatcher, now=NOW)
    assert len(swept(NOW + 60 * DAY)) == 1, "the last day still counts"
    swept(NOW + 61 * DAY)
    exit_ = Proposal.objects.get(kind=ProposalKind.EXIT)
    assert exit_.follows == notice
    accept_proposal(exit_.pk, **EXIT, by=city.dispatcher, now=NOW + 61 * DAY)
    assert fresh(project).standing == Standing.TERMINATED


def test_who_started_in_time_is_not_proposed_for_exit(city: City) -> None:
    project = unstarted(city)
    (notice,) = swept()
    accept_proposal(notice.pk, text="限期开工", deadline_on=TODAY + 5 * DAY, by=city.dispatcher, now=NOW)
    take(city, project, "start")
    assert len(swept(NOW + 6 * DAY)) == 1


def test_a_dismissed_one_comes_back_on_its_day(city: City) -> None:
    stale(city)
    (one,) = swept()
    dismiss_proposal(one.pk, text="企业下月来访", again_on=TODAY + 30 * DAY, by=city.dispatcher, now=NOW)
    assert swept(NOW + 29 * DAY)[0].state == ProposalState.DISMISSED
    assert swept(NOW + 30 * DAY)[0].state == ProposalState.OPEN
    assert [entry.kind for entry in one.entries.all()] == ["proposed", "dismissed", "again"]


@pytest.mark.parametrize("who", ["clerk", "leader", "chief"])
def test_only_the_office_decides(city: City, who: str) -> None:
    stale(city)
    (one,) = swept()
    with pytest.raises(NotAllowed):
        accept_proposal(one.pk, text="退库", by=getattr(city, who), now=NOW)
    with pytest.raises(NotAllowed):
        dismiss_proposal(one.pk, text="再看", again_on=TODAY + DAY, by=getattr(city, who), now=NOW)


def test_the_units_add_their_word_and_strangers_find_nothing(city: City) -> None:
    stale(city)
    (one,) = swept()
    note_proposal(one.pk, text="企业仍在做可研", by=city.clerk, now=NOW)
    assert one.entries.last().by == city.clerk
    with pytest.raises(NotFound):
        note_proposal(one.pk, text="旁听", by=city.sibling_clerk, now=NOW)


def test_what_no_longer_holds_is_not_carried_out(city: City) -> None:
    project = stale(city)
    (one,) = swept()
    update_project(project.pk, {"summary": "刚谈过"}, by=city.clerk, now=NOW)
    with pytest.raises(Conflict):
        accept_proposal(one.pk, text="退库", by=city.dispatcher, now=NOW)
    assert fresh(project).standing == Standing.ACTIVE


@pytest.mark.parametrize(
    "values",
    [{"text": ""}, {"text": "限"}, {"text": "限", "deadline_on": TODAY},
     {"text": "限", "deadline_on": TODAY + 400 * DAY}],
)  # fmt: skip
def test_a_notice_without_words_or_a_sound_term_is_refused(city: City, values: dict[str, object]) -> None:
    unstarted(city)
    (one,) = swept()
    with pytest.raises(Invalid):
        accept_proposal(one.pk, **values, by=city.dispatcher, now=NOW)  # type: ignore[arg-type]
    assert Proposal.objects.get().is_open


@pytest.mark.parametrize("again_on", [TODAY, TODAY + 400 * DAY, date(1800, 1, 1)])
def test_dismissing_asks_for_a_day_ahead(city: City, again_on: date) -> None:
    stale(city)
    (one,) = swept()
    with pytest.raises(Invalid):
        dismiss_proposal(one.pk, text="再看", again_on=again_on, by=city.dispatcher, now=NOW)


def test_nothing_is_decided_twice_or_on_an_old_version(city: City) -> None:
    stale(city)
    (one,) = swept()
    with pytest.raises(Stale):
        dismiss_proposal(one.pk, text="再看", again_on=TODAY + DAY, by=city.dispatcher, now=NOW, expected_version=9)
    dismiss_proposal(one.pk, text="再看", again_on=TODAY + DAY, by=city.dispatcher, now=NOW, expected_version=1)
    with pytest.raises(Conflict):
        accept_proposal(one.pk, text="退库", by=city.dispatcher, now=NOW)


def test_the_number_of_queries_does_not_grow(city: City) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            facts_on(TODAY)
        return len(queries)

    stale(city)
    few = asked()
    for number in range(4):
        stale(city, name=f"项目{number}", investor=f"企业{number}")
    assert asked() == few
    assert len(facts_on(TODAY)) == Project.objects.count() == 5
