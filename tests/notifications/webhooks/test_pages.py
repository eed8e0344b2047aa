"""变更推送: the pages of the security administrator."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from notifications.webhooks.models import DeliveryState, Network, State, Webhook
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, PASSWORD, City, build_administrators, sign_in
from tests.notifications.webhooks.samples import SCOPES, deliver, hook, system

TARGET = "https://push.example.cn/luodi"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


@pytest.fixture
def browser(city: City) -> Browser:
    """The city's security administrator."""
    return sign_in(Browser(), build_administrators()[Role.SECURITY_ADMIN])


@pytest.fixture
def shown(city: City) -> Webhook:
    """A webhook of 繁昌区."""
    return hook(system(city.district), TARGET)


def to(browser: Browser, name: str, *args: Any, **form: Any) -> Any:
    return browser.post(reverse(f"webhooks:{name}", args=args), form)


def page(browser: Browser, name: str, *args: Any) -> str:
    answer = browser.get(reverse(f"webhooks:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_is_entered_for_a_system_and_its_secret_is_shown_once(browser: Browser, city: City) -> None:
    account: Officer = system(city.district, *SCOPES)
    answer = to(browser, "webhook_new", system=account.client.pk, target=TARGET, types="project.*\nclaim.*")
    made = Webhook.objects.get()
    assert SECRET.findall(answer.content.decode()) == [made.secret]
    assert (answer["Cache-Control"], made.types, made.owner) == ("no-store", ["project.*", "claim.*"], account)
    for name, args in (("webhooks", []), ("webhook", [made.pk]), ("webhook_edit", [made.pk])):
        assert not SECRET.search(page(browser, name, *args))


def test_a_form_that_is_refused_keeps_what_was_typed(browser: Browser, city: City) -> None:
    account: Officer = system(city.district, *SCOPES)
    answer = to(browser, "webhook_new", system=account.client.pk, target="https://10.0.0.1/x", types="")
    assert answer.status_code == 422
    assert "不在安全管理员允许的地址段内" in answer.content.decode()
    assert 'value="https://10.0.0.1/x"' in answer.content.decode()


def test_an_answer_is_shown_escaped_and_a_dead_letter_has_a_button(browser: Browser, shown: Webhook) -> None:
    dead = deliver(shown, now=timezone.now(), state=DeliveryState.DEAD, status=500, answer="<script>alert(1)</script>")
    html = page(browser, "webhook", shown.pk)
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
    assert to(browser, "delivery_replay", dead.pk).status_code == 302
    dead.refresh_from_db()
    assert (dead.state, dead.replays) == (DeliveryState.QUEUED, 1)


def test_off_with_a_reason_on_again_and_removed(browser: Browser, shown: Webhook) -> None:
    assert to(browser, "webhook_disable", shown.pk, reason="").status_code == 422
    to(browser, "webhook_disable", shown.pk, reason="对方维护")
    shown.refresh_from_db()
    assert (shown.state, shown.why) == (State.OFF, "对方维护")
    to(browser, "webhook_enable", shown.pk)
    shown.refresh_from_db()
    assert shown.state == State.ON
    assert to(browser, "webhook_remove", shown.pk, version=1).status_code == 412
    assert to(browser, "webhook_remove", shown.pk, version=shown.version).status_code == 302
    assert not Webhook.objects.exists()


def test_another_secret_is_given_from_the_version_that_was_seen(browser: Browser, shown: Webhook) -> None:
    answer = to(browser, "webhook_rotate", shown.pk, version=1)
    assert SECRET.search(answer.content.decode())
    assert to(browser, "webhook_rotate", shown.pk, version=1).status_code == 412


def test_a_network_is_listed_and_struck_off_with_reasons(browser: Browser) -> None:
    assert to(browser, "networks", network="10.34.8.0/24", reason="").status_code == 422
    assert to(browser, "networks", network="0.0.0.0/0", reason="全部").status_code == 422
    to(browser, "networks", network="10.34.8.0/24", reason="繁昌区接收服务器")
    row = Network.objects.get()
    assert "繁昌区接收服务器" in page(browser, "networks")
    assert to(browser, "network_remove", row.pk, reason="").status_code == 422
    to(browser, "network_remove", row.pk, reason="已撤除")
    assert not Network.objects.exists()


def test_a_districts_administrator_sees_her_own_and_the_list_and_changes_no_network(city: City, shown: Webhook) -> None:
    other = hook(system(city.sibling), TARGET)
    hers = add_officer(city.district, username="quanguan", name="区安管", roles=[Role.SECURITY_ADMIN],
                       password=PASSWORD, by=None, now=NOW)  # fmt: skip
    browser = sign_in(Browser(), hers)
    assert page(browser, "webhooks").count(TARGET) == 1
    assert browser.get(reverse("webhooks:webhook", args=[other.pk])).status_code == 404
    assert '<h2 class="card-title" id="add"' not in page(browser, "networks")
    assert to(browser, "networks", network="10.34.8.0/24", reason="x").status_code == 403


def test_nobody_else_opens_the_pages(city: City, shown: Webhook) -> None:
    browser = sign_in(Browser(), city.dispatcher)
    for name, args in (("webhooks", []), ("webhook", [shown.pk]), ("networks", []), ("webhook_new", [])):
        assert browser.get(reverse(f"webhooks:{name}", args=args)).status_code == 403
