"""The agenda follows the rules, the dispatcher has the last word, and the attendees follow the agenda."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.errors import Conflict, Invalid, NotFound
from projects.ledger import services as ledger
from projects.ledger.models import CityRules, Project
from projects.ledger.services import end_responsibility
from projects.ledger.stages import Step
from projects.people.models import Kind, Officer
from projects.people.roles import Role
from projects.people.services import add_officer, add_organisation
from tests.factories import NOW, City, build_city, give_chief, new_project, take
from tests.workflow.dispatch.sittings import at, sittings, weekly
from workflow.dispatch import services
from workflow.dispatch.models import AgendaEntry, AgendaReason, Attendee, Meeting, Series
from workflow.dispatch.services import planning

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def city() -> City:
    return build_city()


def first(series: Series) -> Meeting:
    return sittings(series)[0]


def large(city: City, name: str = "大项目", yi: int = 30) -> Project:
    return new_project(city, name=name, investor=f"{name}投资", total_investment_wan=Decimal(yi) * 10_000)


def refresh(meeting: Meeting, *, now: object = LATER) -> Meeting:
    return services.refresh_agenda(meeting.pk, by=None, now=now)  # type: ignore[arg-type]


def agenda(meeting: Meeting) -> list[tuple[str, str, str]]:
    return [(e.project.name, e.reason, e.detail) for e in meeting.agenda.current().select_related("project")]


def people(meeting: Meeting) -> dict[str, str]:
    return {row.officer.name: row.why for row in meeting.attendees.current().select_related("officer")}


def test_a_project_that_needs_a_chief_and_has_none_is_on_the_agenda(city: City) -> None:
    large(city)
    meeting = first(weekly(city))
    why = "工业项目总投资30.00亿元，达到10.00亿元，应有首席责任人而未指定"
    assert agenda(meeting) == [("大项目", AgendaReason.CHIEF_MISSING, why)]


def test_why_a_chief_is_needed_follows_the_rules_of_the_city(city: City) -> None:
    rules = CityRules.objects.create(organisation=city.city, chief_threshold_wan=Decimal(200_000))
    project = large(city, "示范项目", 15)
    ledger.update_project(
        project.pk, {"assigned_by_city": True, "demonstration_reason": "示" * 200}, by=city.clerk, now=NOW
    )
    meeting = first(weekly(city))
    ((_, _, detail),) = agenda(meeting)
    assert detail.startswith("市委市政府直接交办、高新技术／示范／影响重大：示示")
    assert "总投资" not in detail and len(detail) == 200 and detail.endswith("，应有首席责任人而未指定")
    rules.chief_threshold_wan, rules.chief_when_demonstration = Decimal(150_000), False
    rules.save()
    refresh(meeting)
    ((_, _, detail),) = agenda(meeting)
    assert detail == "市委市政府直接交办、工业项目总投资15.00亿元，达到15.00亿元，应有首席责任人而未指定"


@pytest.mark.parametrize("kind", [Kind.DEPARTMENT, Kind.TEAM, Kind.BODY])
def test_the_series_of_an_office_speaks_of_the_projects_of_its_region(city: City, kind: str) -> None:
    office = add_organisation(city.city, code="340200-X", name="市重大项目专班", kind=kind, by=None, now=NOW)
    inner = add_organisation(office, code="340200-XY", name="第一小分队", kind=Kind.TEAM, by=None, now=NOW)
    take(city, new_project(city, name="有推进"), Step.SIGN)
    large(city)
    for owner in (office, inner):
        meeting = first(weekly(city, organisation=owner, now=LATER))
        assert [name for name, _, _ in agenda(meeting)] == ["大项目", "有推进"]


def test_the_series_of_a_districts_office_speaks_of_the_district_only(city: City) -> None:
    large(city)
    office = add_organisation(city.sibling, code="340207-X", name="区专班", kind=Kind.TEAM, by=None, now=NOW)
    assert agenda(first(weekly(city, organisation=office))) == []


def test_it_leaves_the_agenda_when_a_chief_is_named_who_is_called_once_it_has_a_step(city: City) -> None:
    project = large(city)
    meeting = first(weekly(city))
    give_chief(city, project, now=LATER)
    refresh(meeting)
    assert agenda(meeting) == []
    take(city, project, Step.SIGN, now=LATER)
    refresh(meeting)
    assert agenda(meeting) == [("大项目", AgendaReason.STEP_TAKEN, "11月18日认定签约")]
    assert people(meeting) == {"陈市长": "chair", "钱认": "standing", "张区长": "chief"}


def test_steps_count_since_the_sitting_before(city: City) -> None:
    project = new_project(city)
    take(city, project, Step.SIGN, on=date(2026, 11, 10))
    series = weekly(city)
    assert agenda(first(series)) == [("中信博新能源装备产业园", "step_taken", "11月18日认定签约（11月10日签约）")]
    second = sittings(series)[1]
    after = at(11, 24, 10)
    services.plan_meetings(after)
    assert agenda(second) == []
    take(city, project, Step.REGISTER, now=at(11, 24, 12))
    services.plan_meetings(at(11, 24, 12, 1))
    assert agenda(second) == [("中信博新能源装备产业园", "step_taken", "11月24日认定注册")]


def test_a_cancelled_sitting_is_not_looked_back_on(city: City) -> None:
    project = new_project(city)
    series = weekly(city)
    take(city, project, Step.SIGN, now=LATER)
    services.cancel_meeting(first(series).pk, reason="防汛", by=city.dispatcher, now=LATER)
    second = sittings(series)[1]
    refresh(second, now=at(11, 24))
    assert [name for name, *_ in agenda(second)] == ["中信博新能源装备产业园"]


def test_a_step_taken_back_is_told_as_taken_back(city: City) -> None:
    project = new_project(city)
    take(city, project, Step.SIGN)
    meeting = first(weekly(city))
    take(city, project, Step.REVOKE, now=LATER)
    refresh(meeting)
    assert [detail for *_, detail in agenda(meeting)] == ["11月18日撤销认定"]


def test_projects_outside_the_subtree_are_not_on_the_agenda(city: City) -> None:
    large(city)
    assert agenda(first(weekly(city, organisation=city.sibling))) == []
    assert len(agenda(first(weekly(city, organisation=city.district)))) == 1


def test_missing_chiefs_come_first_the_largest_project_leading(city: City) -> None:
    take(city, new_project(city), Step.SIGN)
    large(city, "中项目", 20)
    large(city, "巨项目", 60)
    meeting = first(weekly(city))
    assert [name for name, *_ in agenda(meeting)] == ["巨项目", "中项目", "中信博新能源装备产业园"]


def test_a_removed_entry_stays_removed_and_its_chief_is_told(city: City) -> None:
    project = large(city)
    give_chief(city, project)
    take(city, project, Step.SIGN)
    meeting = first(weekly(city))
    services.remove_entry(meeting.agenda.get().pk, reason="已另行研究", by=city.dispatcher, now=LATER)
    services.plan_meetings(LATER + timedelta(minutes=1))
    refresh(meeting, now=LATER + timedelta(minutes=2))
    assert agenda(meeting) == []
    entry = meeting.agenda.get()
    assert (entry.removed_at, entry.removed_by, entry.removal_reason) == (LATER, city.dispatcher, "已另行研究")
    gone = meeting.attendees.get(officer=city.chief)
    assert (gone.called_at, gone.removed_at) == (NOW, LATER)


def test_who_is_called_again_has_a_new_instant_of_calling(city: City) -> None:
    project = large(city)
    give_chief(city, project)
    take(city, project, Step.SIGN)
    meeting = first(weekly(city))
    services.remove_entry(meeting.agenda.get().pk, reason="另议", by=city.dispatcher, now=LATER)
    again = LATER + timedelta(minutes=5)
    services.add_entry(meeting.pk, project.pk, detail="市长要求汇报", by=city.dispatcher, now=again)
    assert agenda(meeting) == [("大项目", AgendaReason.ADDED, "市长要求汇报")]
    row = meeting.attendees.get(officer=city.chief)
    assert (row.called_at, row.removed_at) == (again, None)


def test_an_added_entry_stays_whatever_the_rules_say(city: City) -> None:
    project = new_project(city)
    meeting = first(weekly(city))
    services.add_entry(meeting.pk, project.pk, by=city.dispatcher, now=LATER)
    refresh(meeting)
    assert agenda(meeting) == [("中信博新能源装备产业园", AgendaReason.ADDED, "调度员增加")]
    with pytest.raises(Conflict, match="已在本次议题中"):
        services.add_entry(meeting.pk, project.pk, by=city.dispatcher, now=LATER)


def test_a_project_the_dispatcher_does_not_see_cannot_be_added(city: City) -> None:
    project = new_project(city)
    outsider = add_officer(
        city.sibling,
        username="waidiao",
        name="外调",
        roles=(Role.DISPATCHER,),
        password="Luodi-2026-demo",
        by=None,
        now=NOW,
    )
    series = weekly(city, by=outsider, organisation=city.sibling, standing_attendees=[], chair=None)
    with pytest.raises(NotFound):
        services.add_entry(first(series).pk, project.pk, by=outsider, now=LATER)


def test_removing_needs_a_reason_and_happens_once(city: City) -> None:
    large(city)
    entry = first(weekly(city)).agenda.get()
    with pytest.raises(Invalid, match="原因"):
        services.remove_entry(entry.pk, reason=" ", by=city.dispatcher, now=LATER)
    services.remove_entry(entry.pk, reason="另议", by=city.dispatcher, now=LATER)
    with pytest.raises(Conflict, match="已被移出"):
        services.remove_entry(entry.pk, reason="另议", by=city.dispatcher, now=LATER)


def test_a_begun_sitting_is_not_refreshed_and_a_held_one_not_changed(city: City) -> None:
    project = new_project(city)
    meeting = first(weekly(city))
    with pytest.raises(Conflict, match="已经开始"):
        refresh(meeting, now=at(11, 23))
    services.add_entry(meeting.pk, project.pk, by=city.dispatcher, now=at(11, 23, 10))
    services.hold_meeting(meeting.pk, by=city.dispatcher, now=at(11, 23, 11))
    with pytest.raises(Conflict, match="不能再变更"):
        refresh(meeting, now=at(11, 23, 12))
    with pytest.raises(Conflict):
        services.remove_entry(AgendaEntry.objects.get().pk, reason="x", by=city.dispatcher, now=at(11, 23, 12))


def test_only_the_next_sitting_gets_an_agenda_but_all_call_chair_and_standing(city: City) -> None:
    large(city)
    rows = sittings(weekly(city))
    services.plan_meetings(LATER)
    assert [meeting.agenda.count() for meeting in rows] == [1, 0, 0, 0, 0, 0]
    assert all(people(meeting) == {"陈市长": "chair", "钱认": "standing"} for meeting in rows)


def test_the_tick_renews_the_next_agenda_after_a_change(city: City) -> None:
    series = weekly(city)
    large(city)
    services.plan_meetings(LATER)
    assert len(agenda(first(series))) == 1


def test_a_sitting_called_off_while_the_tick_is_at_work_is_no_failure_of_it(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, other = first(weekly(city)), first(weekly(city, name="另一个周调度"))
    project = large(city)
    services.cancel_meeting(gone.pk, reason="停开", by=city.dispatcher, now=LATER)
    monkeypatch.setattr(planning, "_agendas_to_renew", lambda now: [gone.pk, other.pk])
    services.plan_meetings(LATER)
    assert [entry.project for entry in other.agenda.all()] == [project]
    assert not gone.agenda.exists()


def test_new_standing_attendees_are_called_and_old_ones_told(city: City) -> None:
    series = weekly(city)
    people_now = [city.verifiers["start"]]
    services.update_series(series.pk, {"standing_attendees": people_now}, by=city.dispatcher, now=LATER)
    for meeting in sittings(series):
        assert people(meeting) == {"陈市长": "chair", "吴认": "standing"}
        assert meeting.attendees.get(officer=city.verifiers["start"]).called_at == LATER
        assert meeting.attendees.get(officer=city.verifiers["sign"]).removed_at == LATER


def test_an_officer_who_left_is_no_longer_called(city: City) -> None:
    meeting = first(weekly(city))
    Officer.objects.filter(pk=city.leader.pk).update(is_active=False)
    refresh(meeting)
    assert "陈市长" not in people(meeting)


def test_a_chair_who_is_also_a_chief_is_called_as_chair(city: City) -> None:
    project = large(city)
    give_chief(city, project)
    take(city, project, Step.SIGN)
    meeting = first(weekly(city, chair=city.chief))
    assert people(meeting) == {"张区长": "chair", "钱认": "standing"}


def test_an_ended_chief_brings_the_project_back(city: City) -> None:
    project = large(city)
    give_chief(city, project)
    meeting = first(weekly(city))
    assert agenda(meeting) == []
    chief = project.responsibilities.get()
    end_responsibility(chief.pk, valid_to=LATER.date(), reason="调离", by=city.dispatcher, now=LATER)
    services.plan_meetings(LATER + timedelta(minutes=1))
    assert [reason for _, reason, _ in agenda(meeting)] == [AgendaReason.CHIEF_MISSING]


def test_a_refresh_costs_the_same_for_three_projects_and_for_thirty(city: City) -> None:
    meeting = first(weekly(city))
    costs = []
    for upto in (3, 30):
        for number in range(Project.objects.count(), upto):
            large(city, f"项目{number}")
        refresh(meeting)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            refresh(meeting)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 20


def test_a_second_refresh_changes_nobody(city: City) -> None:
    large(city)
    meeting = first(weekly(city))
    before = list(Attendee.objects.values()), list(AgendaEntry.objects.values())
    refresh(meeting)
    assert (list(Attendee.objects.values()), list(AgendaEntry.objects.values())) == before
