"""变更推送 and its networks in Chromium: every page fits and is accessible, on a desk and in a hand."""

from __future__ import annotations

import pytest
from django.utils import timezone

from notifications.webhooks.models import Attempt, DeliveryState, State
from notifications.webhooks.services import allow_network
from notifications.webhooks.services.stopping import stop
from projects.people.models import Officer
from projects.people.roles import Role
from tests.browsing import DESKTOP, PHONE, Luodi
from tests.factories import build_administrators, build_city
from tests.notifications.webhooks.samples import deliver, hook, system
from tests.projects.gateway.test_browser import entered, faults

pytestmark = pytest.mark.django_db(transaction=True)
URL = "https://push.example.cn/a/rather/long/path/that/somebody/chose/luodi"


def test_every_page_fits_and_is_accessible(live_luodi: Luodi) -> None:
    city, now = build_city(), timezone.now()
    security: Officer = build_administrators()[Role.SECURITY_ADMIN]
    owner = system(city.district)
    windows = [entered(live_luodi, security, size) for size in (DESKTOP, PHONE)]
    found: list[str] = []

    def look(path: str, name: str) -> None:
        for page in windows:
            page.goto(f"{live_luodi.url}{path}")
            width = page.viewport_size["width"] if page.viewport_size else 0
            live_luodi.shoot(page, f"webhooks-{name}-{width}")
            found.extend(faults(page, f"{name} {width}"))

    look("/clients/webhooks/", "empty")
    look("/clients/webhooks/networks/", "networks-empty")
    on, off = hook(owner, URL, description="项目系统"), hook(owner, f"{URL}/2", types=["project.*", "claim.*"])
    stop(off, State.FAILING, "连续 3 天没有一次送达，最后一次应答码 503", now=now)
    sent = deliver(on, now=now, state=DeliveryState.SENT, status=204, sent_at=now, attempts=1)
    dead = deliver(on, change=2, now=now, state=DeliveryState.DEAD, status=503, answer="<h1>busy</h1>", attempts=10)
    deliver(on, change=3, now=now)
    for number, status in ((1, 503), (2, None)):
        Attempt.objects.create(delivery=dead, number=number, at=now, status=status, took=812,
                               answer="<h1>busy</h1>", error="" if status else "连接被对方拒绝")  # fmt: skip
    Attempt.objects.create(delivery=sent, number=1, at=now, status=204, took=31)
    allow_network("10.34.8.0/24", reason="繁昌区项目系统的接收服务器，政务外网", by=security, now=now)
    look("/clients/webhooks/", "list")
    look(f"/clients/webhooks/{on.pk}/", "one")
    look(f"/clients/webhooks/{off.pk}/", "stopped")
    look(f"/clients/webhooks/{on.pk}/edit/", "edit")
    look("/clients/webhooks/new/", "new")
    look("/clients/webhooks/networks/", "networks")
    look(f"/clients/{owner.client.pk}/edit/", "limits")
    look(f"/clients/{owner.client.pk}/", "client")
    assert found == []
    assert live_luodi.complaints == []
