"""The whole file as on any day: whatever was written, each day's file equals the snapshot taken that evening."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from projects.errors import DomainError, NotFound
from projects.ledger.models import Evidence, Project, Responsibility
from projects.ledger.models import Phase as PhaseRow
from projects.ledger.services import (
    add_phase,
    assign,
    create_enterprise,
    end_responsibility,
    shown_row,
    update_phase,
    update_project,
    withdraw_evidence,
    withdraw_phase,
)
from projects.ledger.services.phases import PHASE_FIELDS
from projects.ledger.stages import STAGES, Step, next_step_of
from tests.factories import NOW, TODAY, City, at_stage, build_city, give_chief, new_project, take, upload
from tests.workflow.amendments.samples import approved, requested
from workflow.amendments.services import withdraw_amendment
from workflow.desk.queries.as_of import FIELDS, File, file_as_of, neighbours, stored_text
from workflow.steps.services import take_step

BORN = NOW - timedelta(days=40)
DAY = timedelta(days=1)
DONE: Counter[str] = Counter()
"""Writes by kind that were not refused."""


class Story:
    """One project, its clock, and a snapshot for each evening."""

    def __init__(self) -> None:
        self.city = build_city()
        self.now = BORN
        self.project = new_project(self.city, now=BORN, negotiating_on=BORN.date())
        self.evenings: dict[date, dict[str, Any]] = {}
        self.count = 0

    def fresh(self) -> Project:
        return Project.objects.select_related("company", *Project.UNIT_FIELDS).get(pk=self.project.pk)

    def write(self, what: str, number: int) -> None:
        """One real write; what the rules refuse changes nothing."""
        self.now += timedelta(minutes=7)
        self.count += 1
        with suppress(DomainError):  # a legal refusal: the history must be silent about it too
            WRITES[what](self, number)
            DONE[what] += 1

    def sleep(self, days: int) -> None:
        """Take the snapshot of this evening and wake up ``days`` later."""
        for _ in range(days):
            self.evenings[self.now.date()] = snapshot_of(self.fresh(), self.now.date())
            self.now = (self.now + DAY).replace(hour=9, minute=0)


def snapshot_of(project: Project, on: date) -> dict[str, Any]:
    """The file as the tables say it now."""
    held = Responsibility.objects.filter(project=project).covering(on).exclude(role="chief")
    chief = Responsibility.objects.chief_on(project, on)
    papers = Evidence.objects.filter(project=project, withdrawn_at__isnull=True)
    rows = PhaseRow.objects.filter(project=project, withdrawn_at__isnull=True)
    return {
        "texts": {name: stored_text(project, name) for name in FIELDS},
        "stage": (project.stage, project.standing, project.needs_chief),
        "reached": {stage: getattr(project, f"{stage}_on") for stage in STAGES},
        "units": [str(unit) for unit in project.units()],
        "amounts": (project.total_investment_wan, project.land_area_mu, project.is_industrial, project.foreign_rate_on),
        "parts": sorted((part.role, part.officer.name, str(part.valid_from)) for part in held),
        "chief": chief.officer.name if chief else None,
        "evidence": sorted(str(paper.pk) for paper in papers),
        "rows": sorted((str(row.pk), sorted(shown_row(row, PHASE_FIELDS).items())) for row in rows),
    }


def told_by(file: File) -> dict[str, Any]:
    """The same out of the history."""
    past = file.project
    parts = [part for part in file.parts if part.role != "chief"]
    return {
        "texts": dict(file.texts),
        "stage": (past.stage, past.standing, past.needs_chief),
        "reached": {stage: getattr(past, f"{stage}_on") for stage in STAGES},
        "units": [str(unit) for unit in past.units()],
        "amounts": (past.total_investment_wan, past.land_area_mu, past.is_industrial, past.foreign_rate_on),
        "parts": sorted((part.role, part.officer.name, str(part.valid_from)) for part in parts),
        "chief": file.chief.officer.name if file.chief else None,
        "evidence": sorted(str(paper.pk) for paper in file.evidence),
        "rows": sorted((str(row.row), sorted(row.shown.items())) for row in file.rows),
    }


def _edit(story: Story, values: dict[str, Any]) -> None:
    update_project(story.project.pk, values, by=story.city.clerk, now=story.now, why=f"第{story.count}次")


def _fields(story: Story, number: int) -> None:
    choices: list[dict[str, Any]] = [
        {"name": f"项目{number}", "summary": f"建设{number}期"},
        {"land_area_mu": Decimal(number) / 4, "is_industrial": number % 2 == 0},
        {"chain": "光伏", "channel": "fund", "industry": "C38"},
        {"total_investment_wan": Decimal(40_000 + 10_000 * number)},
        {"lead_organisation": story.city.park if number % 2 else None},
        {"first_contact_organisation": story.city.sibling, "tags": ["省重点", f"标签{number}"]},
        {"planned_signed_on": TODAY + timedelta(days=number), "assigned_by_city": number % 3 == 0},
        {"foreign_currency": "USD", "foreign_amount_wan": Decimal(number + 1), "foreign_rate": Decimal("7.1"),
         "foreign_rate_on": story.now.date(), "foreign_rate_source": "外汇中心"},
        {"demonstration_reason": "示范" if number % 2 else "", "external_ref": f"E-{number}"},
    ]  # fmt: skip
    _edit(story, choices[number % len(choices)])


def _investors(story: Story, number: int) -> None:
    firm = create_enterprise(name=f"投资方{story.count}", by=story.city.clerk, now=story.now)
    _edit(story, {"investors": [firm, *story.project.investors.all()] if number % 2 else [firm]})


def _advance(story: Story, number: int) -> None:
    project = story.fresh()
    step = next_step_of(project.stage)
    if step and project.needs_chief and not project.responsibilities.current().chiefs().exists():
        give_chief(story.city, project, now=story.now)
    if step:
        take(story.city, project, step, on=max(story.now.date() - DAY * (number % 3), BORN.date()), now=story.now)


def _revoke(story: Story, number: int) -> None:
    take(story.city, story.fresh(), Step.REVOKE, on=story.now.date(), now=story.now)


def _standing(story: Story, number: int) -> None:
    if story.fresh().standing == "active":
        take_step(story.project.pk, "suspend", by=story.city.clerk, effective_on=story.now.date(),
                  note="等指标", reason="land", now=story.now)  # fmt: skip
    else:
        take(story.city, story.fresh(), Step.RESUME, on=story.now.date(), now=story.now)


def _amend(story: Story, number: int) -> None:
    more = (story.fresh().total_investment_wan or Decimal(0)) + number + 1
    values = {"total_investment_wan": more}
    effective_on = story.now.date()
    if number % 4 == 0:
        made = requested(story.city, story.project, values=values, effective_on=effective_on, now=story.now)
        withdraw_amendment(made.pk, by=story.city.clerk, now=story.now)
    else:
        approved(story.city, story.project, values=values, effective_on=effective_on, now=story.now)


def _people(story: Story, number: int) -> None:
    current = Responsibility.objects.filter(project=story.project, valid_to__isnull=True).order_by("pk")
    on = story.now.date()
    if number % 3 == 0 and current:
        part = list(current)[number % len(current)]
        end_responsibility(
            part.pk, valid_to=on - DAY * (number % 2), reason="调整", by=story.city.dispatcher, now=story.now
        )
    elif number % 3 == 1:
        officer = (story.city.deputy, story.city.leader, story.city.clerk)[number % 3]
        assign(story.project.pk, role=("deputy", "member")[number % 2], officer=officer, valid_from=on,
               by=story.city.dispatcher, now=story.now)  # fmt: skip
    else:
        post = (story.city.chief_post, story.city.deputy_post)[number % 2]
        assign(story.project.pk, role="chief", post=post, valid_from=on, basis="文件", reason="分工",
               by=story.city.dispatcher, now=story.now)  # fmt: skip


def _papers(story: Story, number: int) -> None:
    papers = Evidence.objects.filter(project=story.project, withdrawn_at__isnull=True, kind="other").order_by("pk")
    if number % 3 == 0 and papers:
        withdraw_evidence(papers[0].pk, reason="传错", by=story.city.clerk, now=story.now)
    else:
        upload(story.city, story.project, "other", now=story.now)


def _phases(story: Story, number: int) -> None:
    phases = list(PhaseRow.objects.filter(project=story.project, withdrawn_at__isnull=True).order_by("pk"))
    known: dict[str, Any] = {"by": story.city.clerk, "now": story.now}
    if not phases or number % 4 == 0:
        values = {"number": number % 9 + 1, "total_wan": Decimal(1000 + number)}
        add_phase(story.project.pk, values, **known)
    elif number % 4 == 1:
        withdraw_phase(phases[0].pk, why="并入一期", expected_version=phases[0].version, **known)
    else:
        change = {"capacity": f"{number}万件"}
        update_phase(phases[0].pk, change, expected_version=phases[0].version, **known)


WRITES: dict[str, Callable[[Story, int], None]] = {
    "fields": _fields,
    "investors": _investors,
    "advance": _advance,
    "revoke": _revoke,
    "standing": _standing,
    "amend": _amend,
    "people": _people,
    "papers": _papers,
    "phases": _phases,
}
ONE = st.tuples(st.sampled_from(["fields", "fields", *WRITES]), st.integers(0, 40), st.sampled_from([0, 0, 0, 1, 1, 2]))


class TestEveryDay(TestCase):
    """Thirty random writes over simulated days."""

    @settings(
        max_examples=8,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(st.lists(ONE, min_size=30, max_size=30))
    def any_writes(self, writes: list[Any]) -> None:
        story = Story()
        for what, number, days in writes:
            story.write(what, number)
            story.sleep(days)
        story.sleep(1)
        self.compare(story)

    def test_the_file_of_each_day_equals_the_snapshot_of_that_evening(self) -> None:
        DONE.clear()
        self.any_writes()
        assert set(WRITES) == {what for what, count in DONE.items() if count}, DONE  # no kind of write was left out

    def compare(self, story: Story) -> None:
        project = story.fresh()
        for day, taken in story.evenings.items():
            evening = datetime.combine(day, BORN.timetz()).replace(hour=23, minute=59)
            assert told_by(file_as_of(project, on=day, known_at=evening)) == taken, day
        assert told_by(file_as_of(project, on=story.now.date(), known_at=story.now))["texts"] == {
            name: stored_text(project, name) for name in FIELDS
        }

    def test_the_negative_control_a_write_that_leaves_no_history_is_found_out(self) -> None:
        story = Story()
        story.sleep(2)
        Project.objects.filter(pk=story.project.pk).update(chain="悄悄改的")
        with pytest.raises(AssertionError):
            self.compare(story)


@pytest.fixture
def changed(city: City) -> Project:
    """Entered at 8亿元 on the first day; 光伏 on the third, 新材料 on the fifth."""
    project = new_project(city, now=BORN, negotiating_on=BORN.date())
    update_project(project.pk, {"chain": "光伏"}, by=city.clerk, now=BORN + 2 * DAY)
    update_project(project.pk, {"chain": "新材料"}, by=city.clerk, now=BORN + 4 * DAY, why="改了主意")
    return Project.objects.get(pk=project.pk)


def value(project: Project, on: date, known_at: datetime = NOW, name: str = "chain") -> str:
    return file_as_of(project, on=on, known_at=known_at).texts[name]


@pytest.mark.parametrize(("after", "chain"), [(0, ""), (1, ""), (2, "光伏"), (3, "光伏"), (4, "新材料"), (9, "新材料")])
def test_a_field_is_what_it_was_that_day(changed: Project, after: int, chain: str) -> None:
    assert value(changed, BORN.date() + after * DAY) == chain


def test_what_was_not_yet_known_does_not_count(changed: Project) -> None:
    assert value(changed, TODAY, known_at=BORN + 3 * DAY) == "光伏"
    assert value(changed, BORN.date() + 4 * DAY, known_at=BORN + 4 * DAY - timedelta(seconds=1)) == "光伏"


def test_a_day_ends_at_midnight_in_shanghai(city: City) -> None:
    project = new_project(city, now=BORN, negotiating_on=BORN.date())
    late = BORN.replace(hour=23, minute=59, second=59)
    update_project(project.pk, {"chain": "光伏"}, by=city.clerk, now=late)
    update_project(project.pk, {"chain": "新材料"}, by=city.clerk, now=late + timedelta(seconds=1))
    again = Project.objects.get(pk=project.pk)
    assert (value(again, BORN.date()), value(again, BORN.date() + DAY)) == ("光伏", "新材料")


def test_a_back_dated_step_counts_from_its_day_once_it_is_known(city: City) -> None:
    project = new_project(city, now=BORN, negotiating_on=BORN.date())
    signed_on = BORN.date() + 5 * DAY
    take(city, project, Step.SIGN, on=signed_on, now=NOW)
    again = Project.objects.get(pk=project.pk)
    assert file_as_of(again, on=signed_on, known_at=NOW).project.stage == "signed"
    assert file_as_of(again, on=signed_on - DAY, known_at=NOW).project.stage == "negotiating"
    assert file_as_of(again, on=signed_on, known_at=NOW - DAY).project.stage == "negotiating"


def test_a_revoked_step_counts_until_the_revocation_is_known(city: City) -> None:
    project = at_stage(new_project(city), "signed", city)
    take(city, project, Step.REVOKE, now=NOW + timedelta(hours=1))
    again = Project.objects.get(pk=project.pk)
    assert file_as_of(again, on=TODAY, known_at=NOW).project.signed_on == TODAY
    now = file_as_of(again, on=TODAY, known_at=NOW + timedelta(hours=1)).project
    assert (now.stage, now.signed_on) == ("negotiating", None)


def test_before_it_was_entered_there_is_no_file(changed: Project) -> None:
    with pytest.raises(NotFound, match="还没有录入"):
        file_as_of(changed, on=BORN.date() - DAY, known_at=NOW)
    with pytest.raises(NotFound, match="还没有这个项目"):
        file_as_of(changed, on=TODAY, known_at=BORN - timedelta(seconds=1))


def test_the_days_before_and_after_lead_from_change_to_change(changed: Project) -> None:
    born = BORN.date()
    assert neighbours(changed, born + 3 * DAY) == (born + 2 * DAY, born + 4 * DAY)
    assert neighbours(changed, born) == (None, born + 2 * DAY)
    assert neighbours(changed, born + 4 * DAY) == (born + 2 * DAY, None)


def page_of(client: Client, city: City, project: Project, **query: str) -> Any:
    client.force_login(city.clerk)
    return client.get(reverse("desk:project_as_of", args=[project.pk]), query)


@pytest.mark.usefixtures("clock")
def test_the_page_says_which_day_it_shows_and_what_differs_from_today(
    city: City, client: Client, changed: Project
) -> None:
    day = BORN.date() + 3 * DAY
    text = page_of(client, city, changed, on=str(day)).content.decode()
    assert f"历史档案（截至 {day}，只读）" in text
    assert "今为 新材料" in text and "光伏" in text and "有 1 项不同" in text
    assert f"?on={BORN.date() + 2 * DAY}" in text and f"?on={BORN.date() + 4 * DAY}" in text


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("query", [{"on": "2026-13-05"}, {"on": "gestern"}, {"on": str(TODAY + DAY)},
                                   {"known_at": "2026-11-01"}, {"known_at": "2026-11-01T09:00:00"}])  # fmt: skip
def test_a_bad_date_is_answered_with_a_sentence(
    city: City, client: Client, changed: Project, query: dict[str, str]
) -> None:
    answer = page_of(client, city, changed, **query)
    assert answer.status_code == 422 and "请在" in answer.content.decode()


@pytest.mark.usefixtures("clock")
def test_before_the_project_was_entered_the_page_is_a_404_with_a_sentence(
    city: City, client: Client, changed: Project
) -> None:
    answer = page_of(client, city, changed, on="2026-01-01")
    assert answer.status_code == 404 and "还没有录入" in answer.content.decode()


@pytest.mark.usefixtures("clock")
def test_who_does_not_see_the_project_does_not_see_its_past(city: City, client: Client, changed: Project) -> None:
    client.force_login(city.sibling_clerk)
    answer = client.get(reverse("desk:project_as_of", args=[changed.pk]), {"on": str(BORN.date())})
    assert answer.status_code == 404 and changed.name not in answer.content.decode()


@pytest.mark.usefixtures("clock")
def test_the_api_trims_the_past_and_puts_no_tag_of_the_present_on_it(
    city: City, client: Client, changed: Project
) -> None:
    client.force_login(city.clerk)
    address = reverse("api:project-as-of", args=[changed.pk])
    answer = client.get(address, {"on": str(BORN.date() + 2 * DAY), "fields": "chain,on"})
    assert answer.json() == {"chain": "光伏", "on": str(BORN.date() + 2 * DAY)}
    assert "ETag" not in answer
    assert client.get(address, {"fields": "colour"}).status_code == 422


@pytest.mark.usefixtures("clock")
def test_the_page_takes_a_fixed_number_of_queries(
    city: City, client: Client, changed: Project, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(40):
        update_project(changed.pk, {"chain": f"链{number}"}, by=city.clerk, now=BORN + 5 * DAY + number * DAY / 40)
        upload(city, changed, "other", now=BORN + 5 * DAY)
    page_of(client, city, changed)
    address = reverse("desk:project_as_of", args=[changed.pk])
    with django_assert_max_num_queries(36):
        assert client.get(address, {"on": str(BORN.date() + 5 * DAY)}).status_code == 200
