"""Nightly readings: what was shown on the day is what is kept, and what history gives back."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from projects.ledger.models import Project
from projects.ledger.services import add_year_plan, end_responsibility, update_project, update_year_plan
from projects.progress.periods import period_of
from projects.progress.services import correct_report, send_report, withdraw_report
from tests.factories import NOW, SHANGHAI, TODAY, City, build_city, give_chief, new_project, take
from workflow.lights import services, triggers
from workflow.lights.colours import Light
from workflow.lights.models import LightNight, LightReading
from workflow.lights.queries.now import facts_of_row, light_of, lights_of, with_light
from workflow.lights.queries.past import History, lit_on, midnight_after
from workflow.lights.queries.readings import red_longer_than, strip_of, turns_of, two_reds_running
from workflow.steps.models import ConfirmationKind
from workflow.steps.services import confirm_statistics, take_step

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def city() -> City:
    return build_city()


def at(days: int, hour: int = 10) -> datetime:
    """An instant so many days after the story begins."""
    return datetime.combine(TODAY - 150 * DAY + days * DAY, time(hour), SHANGHAI)


class Story:
    """A project that everything happens to: planned, late, reported, corrected, given a chief, started, suspended."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.project = new_project(city, now=at(0), planned_signed_on=at(10).date(), negotiating_on=at(-20).date())
        self.report = None

    def project_now(self) -> Project:
        """The row as it is."""
        return Project.objects.select_related("landing_organisation").get(pk=self.project.pk)

    def act(self, day: int) -> None:
        """What happens on that day of the story."""
        steps = {40: "sign", 45: "register", 50: "start", 80: "resume"}
        acts = {
            5: self._report, 20: self._replan, 30: self._grow, 33: self._chief, 35: self._correct, 52: self._plan,
            55: self._end_chief, 60: self._second, 66: self._raise_plan, 70: self._suspend, 90: self._withdraw,
            100: self._shrink, 110: self._library,
        }  # fmt: skip
        if day in steps:
            take(self.city, self.project, steps[day], now=at(day))
        if day in acts:
            acts[day](at(day))

    def _report(self, now: datetime) -> None:
        values = {"news": "首谈", "completed_wan": Decimal("10")}
        self.report = send_report(self.project.pk, period_of(f"{now:%Y-%m}"), values, by=self.city.clerk, now=now)

    def _correct(self, now: datetime) -> None:
        values = {"completed_wan": Decimal("2500.5")}
        correct_report(self.report.pk, values, why="漏报", by=self.city.clerk, now=now)  # type: ignore[attr-defined]

    def _second(self, now: datetime) -> None:
        values = {"news": "打桩", "completed_wan": Decimal("4000")}
        send_report(self.project.pk, period_of(f"{now:%Y-%m}"), values, by=self.city.clerk, now=now)

    def _withdraw(self, now: datetime) -> None:
        withdraw_report(self.report.pk, why="报错", by=self.city.clerk, now=now)  # type: ignore[attr-defined]

    def _replan(self, now: datetime) -> None:
        update_project(self.project.pk, {"planned_signed_on": at(38).date()}, by=self.city.clerk, now=now)

    def _grow(self, now: datetime) -> None:
        update_project(self.project.pk, {"total_investment_wan": Decimal(200_000)}, by=self.city.clerk, now=now)

    def _shrink(self, now: datetime) -> None:
        update_project(self.project.pk, {"is_industrial": False}, by=self.city.clerk, now=now)

    def _chief(self, now: datetime) -> None:
        give_chief(self.city, self.project, now=now)

    def _end_chief(self, now: datetime) -> None:
        held = self.project.responsibilities.current().chiefs().get()
        end_responsibility(held.pk, valid_to=now.date(), reason="调离", by=self.city.dispatcher, now=now)

    def _plan(self, now: datetime) -> None:
        values = {"year": now.year, "amount_wan": Decimal(9000)}
        self.plan = add_year_plan(self.project.pk, values, by=self.city.clerk, now=now)

    def _raise_plan(self, now: datetime) -> None:
        update_year_plan(self.plan.pk, {"amount_wan": Decimal(30_000)}, by=self.city.clerk, now=now)

    def _suspend(self, now: datetime) -> None:
        take_step(
            self.project.pk,
            "suspend",
            by=self.city.clerk,
            effective_on=now.date(),
            reason="other",
            note="缓建",
            now=now,
        )

    def _library(self, now: datetime) -> None:
        confirm_statistics(
            self.project.pk, ConfirmationKind.LIBRARY, confirmed_on=now.date(), basis="入库通知1号",
            by=self.city.verifier_of("start"), now=now,
        )  # fmt: skip


def test_history_gives_back_every_night_what_the_database_said_that_night(city: City) -> None:
    """The two ways to the facts, and the readings, over 120 days in which all that they depend on moves."""
    story, told, shown = Story(city), {}, {}
    for day in range(121):
        story.act(day)
        on = at(day).date()
        [row] = with_light(Project.objects.all(), on=on).values()
        told[on], shown[on] = facts_of_row(row, on=on), (row["light_colour"], light_of(story.project_now(), on=on))
        assert services.read_due_nights(at(day + 1, 1)) == 1
    history = History([story.project_now()])
    key = story.project.pk
    assert {on: history.records[key].facts(on, midnight_after(on)) for on in told} == told
    assert {on: history.light(key, on) for on in told} == {on: light for on, (_, light) in shown.items()}
    read = {row.day: (row.colour, Light(row.colour, row.reasons)) for row in LightReading.objects.all()}
    assert read == shown
    assert {colour for colour, _ in read.values()} == {"green", "yellow", "red", "grey"}


def test_nights_that_were_missed_are_made_good_as_if_read_in_time(city: City) -> None:
    story = Story(city)
    for day in range(60):
        story.act(day)
        services.read_due_nights(at(day + 1, 1))
    in_time = list(LightReading.objects.order_by("day").values_list("day", "colour", "reasons"))
    triggers.remove(connection)
    LightReading.objects.filter(day__gt=at(2).date()).delete()
    LightNight.objects.filter(day__gt=at(2).date()).delete()
    triggers.install(connection)
    late = at(60, 9)
    while services.read_due_nights(late):
        pass
    assert list(LightReading.objects.order_by("day").values_list("day", "colour", "reasons")) == in_time


def test_what_is_entered_after_midnight_does_not_change_the_night_before(city: City) -> None:
    project = new_project(city, now=at(0), planned_signed_on=at(0).date() - DAY)
    update_project(project.pk, {"planned_signed_on": None}, by=city.clerk, now=at(1, 9))
    on = at(0).date()
    project = Project.objects.get()
    assert lit_on(project, on=on, known_at=NOW).colour == "yellow"
    assert lit_on(project, on=on + DAY, known_at=at(1, 8)).colour == "yellow"
    assert lit_on(project, on=on + DAY, known_at=NOW).colour == "green"


def test_a_night_is_read_once_and_not_before_it_has_ended(city: City) -> None:
    new_project(city, now=at(0))
    assert services.read_nights([at(1).date()], now=at(1, 23)) == 0
    assert services.read_due_nights(at(1, 0)) == 1  # ten minutes of grace: still the night before the first
    assert LightNight.objects.get().day == at(-1).date()
    assert services.read_due_nights(at(2, 3)) == 2  # the two nights since
    assert services.read_due_nights(at(2, 4)) == 0
    assert services.read_nights([at(1).date()], now=at(2, 5)) == 0


def test_a_project_that_ended_is_not_read_and_a_suspended_one_is_grey(city: City) -> None:
    for name, step in (("甲", "suspend"), ("乙", "terminate")):
        project = new_project(city, now=at(0), name=name, investor=name)
        told = {"effective_on": at(0).date(), "reason": "other", "note": "情况"}
        take_step(project.pk, step, by=city.clerk, now=at(0), **told)
    services.read_nights([at(0).date()], now=at(1, 3))
    assert list(LightReading.objects.values_list("project__name", "colour")) == [("甲", "grey")]


def test_readings_are_append_only_and_unique(city: City) -> None:
    project = new_project(city, now=at(0))
    services.read_nights([at(0).date()], now=at(1, 3))
    for change in (
        lambda: LightReading.objects.update(colour="red"),
        lambda: LightReading.objects.all().delete(),
        lambda: LightNight.objects.all().delete(),
        lambda: LightReading.objects.create(project=project, day=at(0).date(), colour="red", reasons=["x"]),
    ):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            change()
    triggers.remove(connection)
    assert LightReading.objects.update(colour="red") == 1  # negative control: only the trigger stood in the way
    triggers.install(connection)


def test_red_that_caught_up_is_yellow_until_its_period_is_over(city: City) -> None:
    project = new_project(city, now=at(0), planned_signed_on=at(-40).date())
    services.read_nights([at(0).date()], now=at(1, 3))
    update_project(project.pk, {"planned_signed_on": at(100).date()}, by=city.clerk, now=at(1, 9))
    send_report(project.pk, period_of(f"{at(1):%Y-%m}"), {"news": "在谈"}, by=city.clerk, now=at(1, 9))
    colours = {day: light_of(Project.objects.get(), on=at(day).date()).colour for day in (1, 30, 31)}
    assert colours == {1: "yellow", 30: "yellow", 31: "green"}
    [row] = with_light(Project.objects.all(), on=at(30).date())
    assert row.light_colour == "yellow"


def test_two_reds_running_are_two_month_ends(city: City) -> None:
    project = new_project(city, now=at(0), planned_signed_on=at(-40).date())
    ends = [datetime(2026, 9, 30).date(), datetime(2026, 10, 31).date()]
    services.read_nights(ends[:1], now=NOW)
    assert not two_reds_running(Project.objects.all(), on=TODAY).exists()
    services.read_nights(ends, now=NOW)
    assert list(two_reds_running(Project.objects.all(), on=TODAY)) == [project]
    assert not two_reds_running(Project.objects.all(), on=TODAY.replace(day=1) - 20 * DAY).exists()


def test_turns_and_strip_tell_the_past_days(city: City) -> None:
    project = new_project(city, now=at(0), planned_signed_on=at(1).date())
    services.read_nights([at(day).date() for day in range(40)], now=NOW)
    turns = turns_of(LightReading.objects.order_by("-day"))
    assert [(turn.colour, turn.nights) for turn in turns] == [("red", 8), ("yellow", 30), ("green", 2)]
    on = at(40).date()
    assert list(red_longer_than(Project.objects.all(), 7, on=on)) == [project]
    assert not red_longer_than(Project.objects.all(), 8, on=on).exists()
    cells = [cell for week in strip_of(project, on=on, weeks=4) for cell in week]
    assert cells[-1].colour == "" and cells[-2].colour == "red" and cells[-2].label.endswith("已迟38天")


def test_many_projects_are_lit_without_asking_for_each(city: City, django_assert_num_queries: Any) -> None:
    made = [new_project(city, name=f"项目{number}", investor=f"企业{number}") for number in range(3)]
    with django_assert_num_queries(2):
        assert len(lights_of([one.pk for one in made], on=TODAY)) == 3
    with django_assert_num_queries(2):
        assert len(list(with_light(Project.objects.all(), on=TODAY))) == 3
