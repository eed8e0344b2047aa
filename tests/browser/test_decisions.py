"""Decisions before signing and spot checks as an office sees them, at both sizes: readable, accessible, nothing cut."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browsing import Luodi
from tests.factories import PASSWORD, at_stage, build_city, new_project, submitted
from tests.workflow.decisions.samples import judge, procedure_of, started
from tests.workflow.spotchecks.samples import second_inspector, values
from workflow.decisions.services import pass_step
from workflow.spotchecks.services import assign_inspectors, fix_round, plan_round

pytestmark = pytest.mark.django_db(transaction=True)


def test_decisions_and_rounds_are_read_at_both_sizes(live_luodi: Luodi) -> None:
    now = timezone.now()
    today, city = timezone.localdate(now), build_city()
    procedure_of(city, now=now, valid_from=today)
    project = new_project(city, now=now)
    decision = started(city, project, now=now)
    pass_step(decision.pk, by=judge(city), now=now, note="产业方向相符，同意。")
    started(city, new_project(city, name="第二个研判项目", investor="第二家", now=now), now=now)
    claim = submitted(city, new_project(city, name="签约项目", investor="第三家", now=now), "sign", now=now)
    at_stage(new_project(city, name="核查项目", investor="第四家", now=now), "signed", city, now=now)
    period = {"from_on": today - timedelta(days=1), "to_on": today, "size": 1}
    planned = plan_round(values(**period, title="备查轮次"), by=city.dispatcher, now=now)
    fixed = fix_round(plan_round(values(**period), by=city.dispatcher, now=now).pk, by=city.dispatcher, now=now)
    inspectors = [city.dispatcher, second_inspector(city)]
    assign_inspectors(
        [fixed.visits.get().pk], inspectors, by=city.dispatcher, now=now, due_on=today + timedelta(days=14)
    )
    pages = {
        "decision-list": "/decisions/",
        "decision": f"/decisions/{decision.pk}/",
        "decision-figures": "/decisions/figures/",
        "decision-procedures": "/decisions/procedures/",
        "decision-editor": f"/decisions/procedures/{city.district.pk}/",
        "decision-review": f"/projects/{project.pk}/reviews/new/",
        "rounds": "/spot-checks/",
        "round-new": "/spot-checks/new/",
        "round-planned": f"/spot-checks/{planned.pk}/",
        "round-fixed": f"/spot-checks/{fixed.pk}/",
        "round-report": f"/spot-checks/{fixed.pk}/report/",
    }
    verifying = {
        "claim-pdf": f"/claims/{claim.pk}/",
        "division": "/claims/division/",
        "delegate": "/claims/delegations/new/",
    }
    wrong = live_luodi.walk(live_luodi.enter("wangdiao", PASSWORD), pages)
    wrong += live_luodi.walk(live_luodi.enter("qianren", PASSWORD), verifying)
    assert wrong == [] and live_luodi.complaints == []
