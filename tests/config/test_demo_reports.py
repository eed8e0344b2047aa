"""The report requests of the demo: closed rounds with their hash, and one with a late, a nil and a missing return."""

from __future__ import annotations

from collections import Counter

import pytest

from config.demo.chosen import choose
from config.demo.diary import Diary
from config.demo.loading import all_plans
from config.demo.places import plant
from config.demo.reports import Reports
from config.demo.scene import Scene
from config.demo.staff import seat
from tests.factories import NOW, TODAY
from workflow.reporting.models import ReportRound
from workflow.reporting.queries.contents import is_as_frozen
from workflow.reporting.queries.figures import figures_of

pytestmark = pytest.mark.django_db


def test_rounds_are_closed_but_the_last_which_has_a_late_a_nil_and_a_missing_return() -> None:
    places = plant(now=NOW)
    plans = all_plans(places, seed=2026, projects=60, now=NOW)
    staff, diary = seat(places, now=NOW), Diary()
    scene = Scene(places, staff, diary, choose(plans, places, today=TODAY), TODAY)
    Reports(scene).tell()
    diary.replay(until=NOW, on_year=lambda year: None, on_batch=lambda: None)
    closed = ReportRound.objects.filter(state="closed")
    assert closed.count() >= 3 and all(is_as_frozen(one) for one in closed)
    last = ReportRound.objects.filter(state="open", reason="").latest("due_at")
    told = figures_of(last, scene.office, NOW)
    assert told.counts["late"] == told.counts["missing"] == 1 and told.nil >= 1 and told.counts["on_time"] >= 3
    assert told.comparison is not None and told.comparison.uncompared
    kinds = Counter(one.kind for round_ in closed for report in round_.returns.all() for one in report.events.all())
    assert kinds["returned"] == kinds["corrected"] == 1
    added = ReportRound.objects.latest("due_at")
    assert added.reason == "加报：示例：市政府专题会要求补报" and added.returns.filter(state="pending").exists()
    assert any(figures_of(one, scene.office, NOW).comparison.moved for one in closed if one.sequence > 1)  # type: ignore[union-attr]
