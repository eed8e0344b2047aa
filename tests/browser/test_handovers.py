"""A job change from end to end in the browser, at both sizes: accessible, fitting, and without a complaint."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.ledger.services import register_deputy
from projects.people.services import add_post, start_tenure
from tests.browsing import PHONE, Luodi
from tests.factories import PASSWORD, build_city, submitted
from tests.workflow.handover.samples import job_change
from workflow.handover.models import Handover, HandoverState
from workflow.handover.services import propose_handovers

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_office_confirms_and_the_successor_takes_over(live_luodi: Luodi) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    city = build_city()
    change = job_change(city)
    submitted(city, change.projects[1], "sign", now=now)
    start_tenure(add_post(city.sibling, title="区长", is_principal=True, by=None, now=now), city.sibling_clerk,
                 valid_from=today - timedelta(days=9), by=None, now=now)  # fmt: skip
    register_deputy(city.deputy, change.newcomer, valid_from=today, valid_to=today + timedelta(days=17),
                    basis="外出培训", by=city.deputy, now=now)  # fmt: skip
    propose_handovers(now)
    handover = Handover.objects.get()
    office = live_luodi.enter("wangdiao", PASSWORD)
    pages = {"handovers": "/handovers/", "handover": f"/handovers/{handover.pk}/", "deputies": "/deputies/"}
    wrong = live_luodi.walk(office, pages)
    office.goto(f"{live_luodi.url}/projects/{change.projects[0].pk}/responsibilities/new/")
    office.get_by_text("★ 为主要负责人。按您").wait_for()
    wrong += live_luodi.look(office, "assign")
    office.goto(f"{live_luodi.url}/handovers/{handover.pk}/")
    office.locator("input[name=basis]").fill("任免〔2026〕7号")
    office.get_by_role("button", name="确认交接").click()
    office.get_by_text("交接已确认").wait_for()
    newcomer = live_luodi.enter("xinquzhang", PASSWORD, PHONE)
    newcomer.goto(f"{live_luodi.url}/handovers/{handover.pk}/")
    wrong += live_luodi.look(newcomer, "take-over")
    newcomer.get_by_role("button", name="接收").click()
    newcomer.get_by_text("已接收，名下项目").wait_for()
    handover.refresh_from_db()
    assert handover.state == HandoverState.ACKNOWLEDGED
    assert wrong == []
    assert live_luodi.complaints == []
