"""The letters of the demo: one in every state, of invented projects alone, and rules that find something today."""

from __future__ import annotations

import pytest

from config.demo.chosen import choose
from config.demo.diary import Diary
from config.demo.letters import STATES, Letters
from config.demo.loading import all_plans
from config.demo.places import plant
from config.demo.population import TAG
from config.demo.scene import Scene
from config.demo.staff import seat
from config.demo.telling import Teller
from tests.factories import NOW, TODAY
from workflow.letters.models import Copy, Ladder, Letter, Talk

pytestmark = pytest.mark.django_db


def test_every_state_is_shown_by_the_real_services() -> None:
    places = plant(now=NOW)
    plans = all_plans(places, seed=2026, projects=300, now=NOW)
    staff, diary, chosen = seat(places, now=NOW), Diary(), choose(plans, places, today=TODAY)
    teller = Teller(places, staff, diary)
    for plan in chosen.all:
        teller.tell(plan)
    Letters(Scene(places, staff, diary, chosen, TODAY)).tell()
    diary.replay(until=NOW, on_year=lambda year: None, on_batch=lambda: None)
    letters = list(Letter.objects.select_related("project"))
    assert sorted(one.state for one in letters) == sorted(STATES)
    assert all(one.project and one.project.tags.filter(name=TAG).exists() for one in letters)
    issued = [one for one in letters if one.is_issued]
    assert sorted(one.sequence for one in issued if one.sequence) == list(range(1, len(issued) + 1))
    assert Copy.objects.count() == 2 * len(issued) and all(one.is_whole for one in Copy.objects.all())
    assert Talk.objects.get().items.count() == 1 and Ladder.objects.count() == 1
