"""The decisions of the demo: 鸠江 goes from seven working days to one, each decision before its project is signed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.demo.chosen import choose
from config.demo.decisions import UNIT, Decisions, course_of, tempo
from config.demo.diary import Diary
from config.demo.loading import all_plans
from config.demo.places import plant
from config.demo.plans import SHANGHAI, ClaimPlan
from config.demo.scene import Scene
from config.demo.staff import seat
from config.demo.telling import Teller
from projects.ledger.stages import Step
from projects.workdays.queries import workdays_between
from tests.factories import NOW, TODAY
from workflow.decisions.models import Decision, Procedure
from workflow.decisions.queries.figures import by_quarter

pytestmark = pytest.mark.django_db


def test_the_tempo_falls_from_seven_days_to_one() -> None:
    days = [tempo(TODAY - timedelta(days=ago), TODAY) for ago in range(0, 800, 30)]
    assert days[0] == 1 and days[-1] == 7 and days == sorted(days)


def test_every_course_lies_between_entry_and_signing_and_takes_its_time() -> None:
    plans = [one for one in all_plans(plant(now=NOW), seed=2026, projects=300, now=NOW) if one.unit == UNIT]
    courses = [course for course in (course_of(plan, TODAY) for plan in plans) if course is not None]
    assert len(courses) >= 5
    for course in courses:
        signing = next(one for one in course.plan.moves if isinstance(one, ClaimPlan) and one.step == Step.SIGN)
        assert course.plan.entered_at.astimezone(SHANGHAI).date() < course.days[0] <= course.days[-1] < signing.on
        assert workdays_between(course.days[0], course.days[-1]) == tempo(course.days[-1], TODAY)


def test_told_by_the_services_the_quarters_fall_and_two_are_on_their_way() -> None:
    places = plant(now=NOW)
    plans = [one for one in all_plans(places, seed=2026, projects=300, now=NOW) if one.unit == UNIT]
    staff, diary = seat(places, now=NOW), Diary()
    teller = Teller(places, staff, diary)
    for plan in plans:
        teller.tell(plan)
    Decisions(Scene(places, staff, diary, choose(plans, places, today=TODAY), TODAY), plans).tell()
    diary.replay(until=NOW, on_year=lambda year: None, on_batch=lambda: None)
    rows = [row for row in by_quarter(Decision.objects.all(), last=TODAY, on=TODAY) if row.median is not None]
    medians = [row.median for row in rows]
    assert len(rows) >= 3 and medians == sorted(medians, reverse=True), medians
    assert Procedure.objects.count() == 2
    assert {"approved", "running", "returned"} >= set(Decision.objects.values_list("state", flat=True))
