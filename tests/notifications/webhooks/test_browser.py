"""变更推送 and its networks in Chromium: every page fits and is accessible, on a desk and in a hand."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from notifications.webhooks.models import Attempt, DeliveryState, State
from notifications.webhooks.services import allow_network
from notifications.webhooks.services.stopping import stop
from projects.people.models import Officer
from projects.people.roles import Role
from tests.browsing import Luodi
from tests.factories import build_administrators, build_city, sign_in
from tests.notifications.webhooks.samples import deliver, hook, system

pytestmark = pytest.mark.django_db(transaction=True)
URL = "https://push.example.cn/a/rather/long/path/that/somebody/chose/luodi"


def test_every_page_fits_and_is_accessible(live_luodi: Luodi) -> None:
    city, now = build_city(), timezone.now()
    security: Officer = build_administrators()[Role.SECURITY_ADMIN]
    owner = system(city.district)
    page = live_luodi.admit(sign_in(Client(), security))
    found = live_luodi.walk(page, {
        "webhooks-empty": "/clients/webhooks/",
        "webhooks-networks-empty": "/clients/webhooks/networks/",
    })  # fmt: skip
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
    pages = {
        "webhooks-list": "/clients/webhooks/",
        "webhooks-one": f"/clients/webhooks/{on.pk}/",
        "webhooks-stopped": f"/clients/webhooks/{off.pk}/",
        "webhooks-edit": f"/clients/webhooks/{on.pk}/edit/",
        "webhooks-new": "/clients/webhooks/new/",
        "webhooks-networks": "/clients/webhooks/networks/",
        "webhooks-limits": f"/clients/{owner.client.pk}/edit/",
        "webhooks-client": f"/clients/{owner.client.pk}/",
    }
    found += live_luodi.walk(page, pages)
    assert found == []
    assert live_luodi.complaints == []
