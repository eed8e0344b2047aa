"""Figures of a region against a slow reference that asks each project by itself, and how many questions they cost."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.ledger.models import Project
from projects.ledger.services import update_project
from projects.ledger.stages import STAGE_STEPS, Stage
from tests.factories import NOW, City, at_stage, new_project, take
from tests.workflow.packs.samples import CUT, SECOND, built, page_of, sitting, two_projects
from workflow.dispatch.models import AgendaEntry, Meeting
from workflow.lights.colours import LABELS
from workflow.lights.queries.past import lit_on
from workflow.packs.content import Figure, Figures
from workflow.packs.queries import regions
from workflow.steps.services import take_step


def _many(city: City) -> list[Project]:
    """Six projects of two districts at all kinds of stages and amounts, and what happened to them later."""
    amounts = (None, 5_000, 10_000, 99_999, 100_000, 1_200_000)
    made = []
    for number, amount in enumerate(amounts):
        ours = number % 2 == 0
        project = new_project(
            city, name=f"示例{number}", investor=f"示例公司{number}", is_industrial=False,
            total_investment_wan=None if amount is None else Decimal(amount),
            landing_organisation=city.district if ours else city.sibling, by=city.clerk if ours else city.sibling_clerk,
            negotiating_on=NOW.date() - timedelta(days=30 * number),
        )  # fmt: skip
        made.append(project)
    at_stage(made[2], "registered", city)
    at_stage(made[4], "signed", city)
    take(city, made[2], "revoke", now=CUT + SECOND)
    take_step(made[1].pk, "suspend", by=city.dispatcher, effective_on=NOW.date(), reason="other", note="缓", now=NOW)
    take_step(made[3].pk, "terminate", by=city.dispatcher, effective_on=NOW.date(), reason="other", note="终", now=NOW)
    update_project(made[0].pk, {"total_investment_wan": Decimal(70_000)}, by=city.clerk, now=CUT + SECOND)
    return made


def _slowly(projects: list[Project]) -> dict[str, Any]:
    """Each project by itself, as of the cut-off."""
    stages, lights, total, count = Counter[str](), Counter[str](), Decimal(0), 0
    for project in projects:
        steps = [
            one
            for one in project.transitions.order_by("sequence")
            if one.recorded_at <= CUT
            and one.step != "revoke"
            and not (one.is_revoked and one.revocation.recorded_at <= CUT)
        ]
        standing = next((one.target_standing for one in reversed(steps) if one.step not in STAGE_STEPS), "active")
        if standing not in ("active", "suspended"):
            continue
        stage = next((one.target for one in reversed(steps) if one.step in STAGE_STEPS), "negotiating")
        later = project.changes.filter(field="total_investment_wan", at__gt=CUT).order_by("at").first()
        text = later.before if later else str(Project.objects.get(pk=project.pk).total_investment_wan or "")
        total += Decimal(text or 0)
        stages[str(Stage(stage).label)] += 1
        lights[LABELS[lit_on(project, on=CUT.date(), known_at=CUT).colour]] += 1
        count += 1
    return {"stages": stages, "lights": lights, "total": total, "count": count}


def _counts(figures: tuple[Figure, ...]) -> Counter[str]:
    return +Counter({one.label: one.count for one in figures})


def test_figures_agree_with_a_slow_reference_and_with_each_other(city: City) -> None:
    projects = _many(city)
    figures = built(sitting(city)).figures
    assert figures is not None
    slow = _slowly(projects)
    assert (figures.total.count, Decimal(figures.total.amount_wan)) == (slow["count"], slow["total"])
    assert _counts(figures.stages) == slow["stages"]
    assert _counts(figures.lights) == slow["lights"]
    for split in (figures.stages, figures.lights, figures.tiers, figures.units):
        assert sum(one.count for one in split) == figures.total.count
        assert sum(Decimal(one.amount_wan) for one in split) == Decimal(figures.total.amount_wan)
    assert _steps(figures) == {"签约": 2, "注册": 1, "缓建": 1, "终止": 1}
    assert _counts(figures.tiers) == {
        "未填金额": 1,
        "不足1亿元": 1,
        "1亿元以上、不足10亿元": 1,
        "10亿元以上、不足20亿元": 1,
        "100亿元以上": 1,
    }


def _steps(figures: Figures) -> dict[str, int]:
    return {one.label: one.count for one in figures.steps}


def test_a_page_and_the_figures_say_the_same(city: City) -> None:
    ours, _ = two_projects(city)
    content = built(sitting(city))
    assert content.figures is not None
    page = page_of(content, ours)
    assert page.stage == "已签约" and _counts(content.figures.stages)["已签约"] == 1
    assert _counts(content.figures.lights)[page.lamp.label] >= 1


def _bulk(city: City, number: int) -> list[Project]:
    """Projects as rows; nothing happened to them."""
    like = new_project(city)
    columns = {one.attname: getattr(like, one.attname) for one in Project._meta.concrete_fields}
    rows = [
        Project(**columns | {"id": None, "number": f"XM-2099-{n:05}", "name": f"示例项目{n}"}) for n in range(number)
    ]
    for row in rows:
        row.pk = Project._meta.pk.get_default()  # type: ignore[union-attr]
    return Project.objects.bulk_create(rows)


def _queries(meeting: Meeting) -> int:
    with CaptureQueriesContext(connection) as asked:
        built(meeting)
    return len(asked)


@pytest.mark.parametrize("piece", [2_000, 200])
def test_sixty_topics_of_hundreds_of_projects_ask_as_often_as_two(
    city: City, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    """Of the region a dozen questions a piece; of the agenda the same number, however long."""
    monkeypatch.setattr(regions, "PIECE", piece)
    rows = _bulk(city, 300)
    meeting = sitting(city)
    entries = [
        AgendaEntry(meeting=meeting, project=row, position=n, reason="added", detail="示例", added_at=NOW)
        for n, row in enumerate(rows[:60])
    ]
    AgendaEntry.objects.bulk_create(entries[:2])
    few = _queries(meeting)
    AgendaEntry.objects.bulk_create(entries[2:])
    assert _queries(meeting) == few
    assert few <= 75 if piece == 2_000 else few <= 90
