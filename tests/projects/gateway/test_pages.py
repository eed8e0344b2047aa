"""系统接入: the pages of the security administrator."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from projects.gateway.models import ApiKey, Client
from projects.gateway.services import create_client, disable_client, issue_key, note_limit, revoke_key
from projects.people.models import Kind, Officer, Organisation
from projects.people.roles import Role
from projects.people.services import add_officer, add_organisation
from tests.factories import NOW, sign_in
from tests.projects.gateway.calling import READ

KEY = re.compile(r"luodi_[a-z0-9]{12}\.[A-Za-z0-9_-]{43}")
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


def officer(unit: Organisation, role: str, username: str = "anguan") -> Officer:
    return add_officer(unit, username=username, name="安管", roles=[role], password="Luodi-2026-demo", by=None, now=NOW)


@pytest.fixture
def browser(district: Organisation) -> Browser:
    """The security administrator of 繁昌区 at her pages."""
    return sign_in(Browser(), officer(district, Role.SECURITY_ADMIN))


def entered(unit: Organisation, **over: Any) -> Client:
    row, _ = create_client(unit, name="繁昌项目系统", scopes=["project:read"], by=None, now=timezone.now(), **over)
    return row.account.client


def text_of(browser: Browser, name: str, *args: Any) -> str:
    answer = browser.get(reverse(f"gateway:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def typed(**over: Any) -> dict[str, Any]:
    """A filled-in form of a new client."""
    return {
        "name": "繁昌项目系统",
        "unit": "340212 繁昌区",
        "contact": "区大数据中心",
        "scopes": ["project:read", "claim:write"],
        "networks": "10.34.0.0/16\n2001:db8::/32",
        "signing": "required",
        "expires_at": (timezone.localdate() + timedelta(days=364)).isoformat(),
        "once": str(uuid4()),
        **over,
    }


def test_a_new_system_gets_its_key_on_one_page_that_nobody_keeps(browser: Browser) -> None:
    answer = browser.post(reverse("gateway:client_new"), typed())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    (key,) = set(KEY.findall(page))
    assert len(set(SECRET.findall(page))) == 1
    client = Client.objects.get()
    assert (client.networks, client.signing) == (["10.34.0.0/16", "2001:db8::/32"], "required")
    row = ApiKey.objects.get()
    assert row.expires_at is not None
    local = timezone.localtime(row.expires_at)
    assert (local.hour, local.date()) == (23, timezone.localdate() + timedelta(days=364))
    secret = key.split(".")[1]
    for name, args in (("clients", []), ("client", [client.pk]), ("client_edit", [client.pk])):
        shown = text_of(browser, name, *args)
        assert secret not in shown
        assert row.digest not in shown


def test_the_key_of_the_page_opens_the_door(browser: Browser) -> None:
    page = browser.post(reverse("gateway:client_new"), typed(signing="off", networks="")).content.decode()
    assert not SECRET.search(page)
    answer = Browser().get(READ, headers={"Authorization": f"Bearer {KEY.findall(page)[0]}"})
    assert answer.status_code == 200


def test_the_form_sent_again_makes_no_second_system(browser: Browser) -> None:
    form = typed()
    browser.post(reverse("gateway:client_new"), form)
    again = browser.post(reverse("gateway:client_new"), form)
    assert again.status_code == 422
    assert "已经提交过" in again.content.decode()
    assert not KEY.search(again.content.decode())
    assert Client.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "请填写系统名称"),
        ({"unit": "没有的单位"}, "没有找到这个单位"),
        ({"unit": ""}, "请选择所属单位"),
        ({"scopes": []}, "请至少选择一项权限"),
        ({"networks": "10.0.0.0/99"}, "不是地址或地址段"),
        ({"expires_at": "2020-01-01"}, "到期时间应在今后"),
        ({"expires_at": "2040-01-01"}, "到期时间应在今后"),
        ({"expires_at": ""}, "请选择有效期"),
        ({"expires_at": "9999-12-31"}, "field-error"),
    ],
)
def test_a_refused_form_keeps_what_was_typed_and_says_what_to_mend(
    browser: Browser, change: dict[str, Any], sentence: str
) -> None:
    answer = browser.post(reverse("gateway:client_new"), typed(**change))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "区大数据中心" in page
    assert not Client.objects.exists()


def test_the_unit_is_found_by_name_within_the_own_subtree_only(browser: Browser) -> None:
    add_organisation(None, code="340207", name="鸠江区", kind=Kind.DISTRICT, by=None, now=NOW)
    assert "没有找到这个单位" in browser.post(reverse("gateway:client_new"), typed(unit="340207")).content.decode()
    assert browser.post(reverse("gateway:client_new"), typed(unit="繁昌")).status_code == 200


def test_the_list_shows_systems_and_what_ends_soon(browser: Browser, district: Organisation) -> None:
    now = timezone.now()
    client = entered(district, expires_at=now + timedelta(days=9, hours=1))
    entered_off = entered(district, contact="停用的公司")
    disable_client(entered_off, reason="停", by=None, now=now)
    page = text_of(browser, "clients")
    assert "30 天内到期的密钥" in page
    assert "还有 9 天" in page
    assert "已停用" in page
    assert reverse("gateway:client", args=[client.pk]) in page
    assert reverse("api:docs") in page
    found = browser.get(reverse("gateway:clients"), {"q": "没有"}).content.decode()
    assert "没有符合的系统" in found


def test_a_second_key_is_issued_and_a_third_refused(browser: Browser, district: Organisation) -> None:
    client = entered(district)
    address = reverse("gateway:key_new", args=[client.pk])
    assert "现有密钥" in browser.get(address).content.decode()
    form = {"expires_at": typed()["expires_at"], "once": str(uuid4())}
    answer = browser.post(address, form)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert KEY.search(answer.content.decode())
    third = browser.post(address, {**form, "once": str(uuid4())})
    assert third.status_code == 422
    assert "已有两把有效密钥" in third.content.decode()
    assert address not in text_of(browser, "client", client.pk)


def test_a_key_is_revoked_with_a_reason_that_the_page_then_shows(browser: Browser, district: Organisation) -> None:
    client = entered(district)
    key = ApiKey.objects.get()
    address = reverse("gateway:key_revoke", args=[key.pk])
    assert key.public_id in browser.get(address).content.decode()
    assert browser.post(address, {"reason": " "}).status_code == 422
    assert ApiKey.objects.get().revoked_at is None
    assert browser.post(address, {"reason": "运维人员离岗"}).status_code == 302
    page = text_of(browser, "client", client.pk)
    assert "已吊销" in page
    assert "运维人员离岗" in page
    assert address not in page


def test_a_change_is_saved_and_an_old_copy_refused(browser: Browser, district: Organisation) -> None:
    client = entered(district)
    address = reverse("gateway:client_edit", args=[client.pk])
    form = {**typed(name="改名系统", signing="optional"), "version": "1"}
    assert browser.post(address, form).status_code == 302
    assert "改名系统" in text_of(browser, "client", client.pk)
    assert browser.post(address, form).status_code == 412
    assert browser.post(address, {**form, "version": "2", "networks": "abc"}).status_code == 422


def test_switching_off_asks_for_a_reason_and_can_be_undone(browser: Browser, district: Organisation) -> None:
    client = entered(district)
    off, on = (reverse(f"gateway:client_{word}", args=[client.pk]) for word in ("disable", "enable"))
    refused = browser.post(off, {"reason": ""})
    assert refused.status_code == 422
    assert "请写明原因" in refused.content.decode()
    assert browser.post(off, {"reason": "合同到期"}).status_code == 302
    assert "已停用" in text_of(browser, "client", client.pk)
    assert browser.post(on).status_code == 302
    assert Client.objects.get().is_active


def test_refused_calls_are_shown_with_their_reason(browser: Browser, district: Organisation) -> None:
    client = entered(district, networks=["10.0.0.0/8"])
    _, key = issue_key(client, by=None, now=timezone.now())
    Browser().get(READ, headers={"Authorization": f"Bearer {key}"}, REMOTE_ADDR="203.0.113.9")
    page = text_of(browser, "client", client.pk)
    assert "203.0.113.9" in page
    assert "来源地址不在允许范围" in page


PAGES = ["clients", "client_new", "client", "client_edit", "key_new", "key_revoke", "client_disable", "client_enable"]


def address_of(name: str, client: Client) -> str:
    if name in ("clients", "client_new"):
        return reverse(f"gateway:{name}")
    return reverse(f"gateway:{name}", args=[ApiKey.objects.get().pk if name == "key_revoke" else client.pk])


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.SECURITY_ADMIN])
@pytest.mark.parametrize("name", PAGES)
def test_nobody_else_gets_in(district: Organisation, name: str, role: str) -> None:
    client = entered(district)
    other = sign_in(Browser(), officer(district, role, "bieren"))
    method = other.post if name in ("client_disable", "client_enable") else other.get
    assert method(address_of(name, client)).status_code == 403


@pytest.mark.parametrize("name", PAGES[2:])
def test_a_system_of_another_district_does_not_exist(browser: Browser, name: str) -> None:
    elsewhere = add_organisation(None, code="340207", name="鸠江区", kind=Kind.DISTRICT, by=None, now=NOW)
    client = entered(elsewhere)
    method = browser.post if name in ("client_disable", "client_enable") else browser.get
    assert method(address_of(name, client)).status_code == 404
    assert client.name not in text_of(browser, "clients")


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_is_sent_to_the_login(district: Organisation, name: str) -> None:
    client = entered(district)
    answer = Browser().get(address_of(name, client))
    assert answer.status_code in (302, 405)


def test_the_list_asks_the_same_few_questions_whatever_its_length(
    browser: Browser, district: Organisation, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        row = ApiKey.objects.get(account=entered(district, expires_at=timezone.now() + timedelta(days=3)).account)
        issue_key(row.account.client, by=None, now=timezone.now())
        revoke_key(row, reason="换用", by=None, now=timezone.now())
    with django_assert_max_num_queries(20):
        text_of(browser, "clients")


def test_limits_of_one_system_are_set_and_taken_back(browser: Browser, district: Organisation) -> None:
    client = entered(district)
    address = reverse("gateway:client_edit", args=[client.pk])
    form = {
        **typed(signing="off"),
        "version": "1",
        "reads_per_minute": "3000",
        "writes_per_minute": "",
        "heavy_per_minute": "",
    }
    assert browser.post(address, {**form, "reads_per_minute": "0"}).status_code == 422
    assert browser.post(address, form).status_code == 302
    page = text_of(browser, "client", client.pk)
    assert "读取 3000" in page
    assert "单独设定" in page
    assert browser.post(address, {**form, "version": "2", "reads_per_minute": ""}).status_code == 302
    assert "单独设定" not in text_of(browser, "client", client.pk)


def test_the_page_tells_in_how_many_minutes_calls_were_turned_away(browser: Browser, district: Organisation) -> None:
    client, now = entered(district), timezone.now()
    for minutes in (1, 2, 60 * 25):
        then = now - timedelta(minutes=minutes)
        note_limit(address="10.1.1.1", key=ApiKey.objects.get(), reason="超过限额：读取", now=then)
    assert "2 分钟内有调用被退回" in text_of(browser, "client", client.pk)
