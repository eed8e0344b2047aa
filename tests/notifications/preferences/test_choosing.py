"""Choosing for oneself and laying down for an office: on the pages and over the API, with every refusal."""

from __future__ import annotations

import json
from datetime import time
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from notifications.outbox.models import ChannelAddress, ChannelSetup
from notifications.preferences import services
from notifications.preferences.models import OfficePreset, OwnPreference
from notifications.preferences.queries import preview, standing_of
from notifications.preferences.standing import DEFAULT, Preset
from notifications.preferences.topics import Choice, Policy, Topic
from projects.audit.models import Entry
from projects.errors import DomainError, Invalid, NotAllowed, NotFound, Stale
from projects.people.models import Officer
from tests.factories import NOW, City, build_city
from tests.notifications.preferences.samples import hours, lay_down, wish

pytestmark = pytest.mark.django_db
OWN, OFFICE = reverse("preferences:own"), reverse("preferences:office")
API_OWN = reverse("api:reminder-preferences")


@pytest.fixture
def city(db: None) -> City:
    return build_city()


def choose(officer: Officer, *, by: Officer | None = None, version: int = 1, **chosen: Any) -> OwnPreference:
    return services.save_own(officer, chosen, by=by or officer, now=NOW, expected_version=version)


def lay(city: City, preset: Preset = DEFAULT, *, by: Officer | None = None, version: int = 1) -> OfficePreset:
    return services.save_preset(city.city, preset, by=by or city.dispatcher, now=NOW, expected_version=version)


def enter(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def ask(
    client: Client, method: str, address: str, body: dict[str, Any] | None = None, version: int | None = None
) -> Any:
    headers = {"Idempotency-Key": uuid4().hex} | ({"If-Match": f'"{version}"'} if version else {})
    content = {"data": json.dumps(body or {}), "content_type": "application/json"} if method != "get" else {}
    return getattr(client, method)(address, headers=headers, **content)


def test_what_was_chosen_holds_and_stands_in_the_audit_log(city: City) -> None:
    choose(city.clerk, choices={Topic.REPORT: Choice.DIGEST, Topic.ITEM: ""}, digest_hour=17, **hours(9, 18))
    standing = standing_of(city.clerk)
    assert standing.choice(Topic.REPORT) == Choice.DIGEST and standing.choice(Topic.ITEM) == Choice.IMMEDIATE
    assert (standing.digest_hour, standing.window) == (17, (time(9), time(18)))
    entry = Entry.objects.get(action="preference.own")
    assert entry.actor == city.clerk.username
    assert all(words in entry.changes for words in ("信息报送", "按单位设置", "每日汇总", "17:00", "09:00–18:00"))


def test_what_is_not_named_stays_and_an_empty_choice_gives_it_back_to_the_office(city: City) -> None:
    choose(city.clerk, choices={Topic.REPORT: Choice.INBOX, Topic.ITEM: Choice.DIGEST}, digest_hour=17)
    row = choose(city.clerk, choices={Topic.REPORT: ""}, version=2)
    assert (row.choices, row.digest_hour, row.version) == ({"item": "digest"}, 17, 3)


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"choices": {Topic.SYSTEM: Choice.INBOX}}, "choices.system", "全部即时发送"),
    ({"choices": {Topic.LETTER: Choice.DIGEST}}, "choices.letter", "芜湖市规定"),
    ({"choices": {Topic.CLASH: Choice.IMMEDIATE}}, "choices.clash", "已停用"),
    ({"choices": {"weather": Choice.INBOX}}, "choices", "没有这类提醒"),
    ({"choices": {Topic.ITEM: "never"}}, "choices.item", "选择一种接收方式"),
    ({"digest_hour": 12}, "digest_hour", "08:00、09:00、14:00、17:00"),
    ({"digest_hour": 17, **hours(9, 16)}, "digest_hour", "不在您的接收时段内"),
    (hours(7, 18), "opens_at", "08:00–20:00"),
    (hours(9, 21), "opens_at", "08:00–20:00"),
    (hours(9, 12), "closes_at", "至少 4 小时"),
    (hours(18, 9), "closes_at", "至少 4 小时"),
    ({"opens_at": time(9)}, "closes_at", "一并填写"),
    ({"muted_channels": ["email"]}, "muted_channels", "至少保留一个"),
    ({"muted_channels": ["pigeon"]}, "muted_channels", "没有为您启用"),
]


@pytest.mark.parametrize(("chosen", "field", "words"), REFUSED)
def test_what_the_office_does_not_allow_is_refused_with_the_reason(
    city: City, chosen: dict[str, Any], field: str, words: str
) -> None:
    lay_down(city.city, city.dispatcher, **{Topic.LETTER: Policy.MUST, Topic.CLASH: Policy.OFF})
    with pytest.raises(Invalid, match=words) as refused:
        choose(city.clerk, **chosen)
    assert refused.value.field == field
    assert not OwnPreference.objects.exists()


def test_hours_that_the_office_has_narrowed_since_do_not_stand_in_the_way_of_the_rest(city: City) -> None:
    wish(city.clerk, **hours(8, 20), digest_hour=8)
    lay_down(city.city, city.dispatcher, Preset(opens_at=time(9), closes_at=time(18), digest_hours=(9,)))
    choose(city.clerk, choices={Topic.REPORT: Choice.DIGEST}, version=2)
    assert standing_of(city.clerk).window == (time(9), time(18))


def test_one_channel_of_two_may_be_left_out(city: City) -> None:
    setup = ChannelSetup.objects.create(channel="wecom_app", name="企业微信", organisation=city.city, account="a")
    ChannelAddress.objects.create(officer=city.clerk, setup=setup, address="litian")
    assert choose(city.clerk, muted_channels=["email"]).muted_channels == ["email"]
    page = enter(city.clerk).get(OWN).content.decode()
    assert "企业微信应用消息" in page and page.count('name="channels"') == 2


def test_nobody_chooses_for_somebody_else(city: City) -> None:
    with pytest.raises(NotAllowed):
        choose(city.clerk, by=city.dispatcher, choices={Topic.REPORT: Choice.INBOX})


def test_an_older_version_is_refused(city: City) -> None:
    choose(city.clerk, digest_hour=9)
    with pytest.raises(Stale):
        choose(city.clerk, digest_hour=17)


PRESETS: list[tuple[Preset, str]] = [
    (Preset({Topic.SYSTEM: Policy.OFF}), "policies.system"),
    (Preset({"weather": Policy.OFF}), "policies"),
    (Preset({Topic.ITEM: "sometimes"}), "policies.item"),
    (Preset(digest_hours=()), "digest_hours"),
    (Preset(digest_hours=(9, 9)), "digest_hours"),
    (Preset(digest_hours=(7,)), "digest_hours"),
    (Preset(digest_hours=(20,)), "digest_hours"),
    (Preset(opens_at=time(9), closes_at=time(12)), "closes_at"),
    (Preset(opens_at=time(20), closes_at=time(8)), "closes_at"),
]


@pytest.mark.parametrize(("preset", "field"), PRESETS)
def test_an_office_cannot_lay_down_what_makes_no_sense(city: City, preset: Preset, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        lay(city, preset)
    assert refused.value.field == field and not OfficePreset.objects.exists()


def test_a_preset_belongs_to_the_office_of_the_subtree(city: City) -> None:
    for by, refusal in ((city.clerk, NotAllowed), (city.leader, NotAllowed)):
        with pytest.raises(refusal):
            lay(city, by=by)
    with pytest.raises(NotFound):
        services.save_preset(city.province, DEFAULT, by=city.dispatcher, now=NOW, expected_version=1)


def test_a_preset_is_kept_by_version_in_the_audit_log_and_can_be_taken_back(city: City) -> None:
    lay(city, Preset({Topic.REPORT: Policy.DIGEST}, quiet_on_rest_days=False))
    with pytest.raises(Stale):
        lay(city)
    entry = Entry.objects.get(action="preference.preset")
    assert all(words in entry.changes for words in ("信息报送", "可选，默认每日汇总", "休息日不打扰"))
    assert standing_of(city.clerk).choice(Topic.REPORT) == Choice.DIGEST
    services.drop_preset(city.city, by=city.dispatcher, now=NOW, expected_version=2)
    assert standing_of(city.clerk).preset == DEFAULT
    with pytest.raises(NotFound):
        services.drop_preset(city.city, by=city.dispatcher, now=NOW, expected_version=1)


def test_the_preview_names_those_for_whom_something_changes(city: City) -> None:
    lay_down(city.sibling, city.dispatcher)
    wish(city.chief, choices={Topic.REPORT: Choice.INBOX})
    seen = preview(city.city, Preset({Topic.REPORT: Policy.DIGEST}))
    changed = {one.officer for one in seen.changed}
    assert city.clerk in changed and not {city.chief, city.sibling_clerk} & changed
    count = next(one for one in seen.counts if one.topic == Topic.REPORT)
    assert (count.immediate, count.digest, count.inbox) == (0, len(seen.people) - 1, 1)


def post(client: Client, address: str, **fields: Any) -> HttpResponse:
    with time_machine.travel(NOW, tick=False):
        return client.post(address, fields)  # type: ignore[return-value]


def test_the_page_shows_what_is_locked_and_why_and_keeps_what_was_typed(city: City) -> None:
    lay_down(city.city, city.dispatcher, **{Topic.LETTER: Policy.MUST})
    client = enter(city.clerk)
    page = client.get(OWN).content.decode()
    assert "芜湖市规定“督办函件”类提醒必须即时发送" in page and "“系统”类提醒事关履职" in page
    assert 'name="choices.report"' in page and 'name="choices.letter"' not in page
    answer = post(client, OWN, version=1, **{"choices.report": "digest", "opens_at": "07:00", "closes_at": "18:00"})
    kept = answer.content.decode()
    assert answer.status_code == 422 and "08:00–20:00 之内" in kept
    assert 'value="digest" selected' in kept and 'value="07:00"' in kept
    answer = post(client, OWN, version=1, **{"choices.report": "digest", "digest_hour": "9"})
    assert answer.status_code == 302
    assert OwnPreference.objects.get().values().digest_hour == 9
    assert post(client, OWN, version=1, digest_hour="17").status_code == 412


def test_an_administrator_has_settings_too(city: City) -> None:
    assert enter(city.verifier_of("sign")).get(OWN).status_code == 200


def test_the_office_page_previews_saves_and_takes_back(city: City) -> None:
    client = enter(city.dispatcher)
    page = client.get(OFFICE).content.decode()
    assert "沿用系统默认" in page and "李填" in page
    fields: dict[str, Any] = {f"policies.{topic}": "immediate" for topic in Topic if topic != Topic.SYSTEM}
    fields |= {"policies.report": "digest", "opens_at": "08:00", "closes_at": "19:00", "digest_hours": ["9", "17"],
               "quiet_on_rest_days": "on", "version": 1}  # fmt: skip
    seen = post(client, OFFICE, do="preview", **fields).content.decode()
    assert "这是预览，还没有保存" in seen and "信息报送：即时→每日汇总" in seen and not OfficePreset.objects.exists()
    assert post(client, OFFICE, do="save", **fields).status_code == 302
    assert OfficePreset.objects.get().values() == Preset(
        OfficePreset.objects.get().policies, (9, 17), time(8), time(19), True
    )
    refused = post(client, OFFICE, do="save", **{**fields, "version": 2, "digest_hours": ["20"]})
    assert refused.status_code == 422 and "20:00 不在发送时段内" in refused.content.decode()
    assert post(client, OFFICE, do="save", **fields).status_code == 412
    assert post(client, OFFICE, do="drop", version=2).status_code == 302
    assert not OfficePreset.objects.exists()
    assert client.get(f"{OFFICE}?unit=340000").status_code == 404
    assert enter(city.clerk).get(OFFICE).status_code == 403


def test_over_the_api_one_reads_and_changes_ones_own_alone(city: City) -> None:
    client = enter(city.clerk)
    shown = ask(client, "get", API_OWN)
    assert (shown.status_code, shown.headers["ETag"], shown.json()["office"]) == (200, '"1"', None)
    report = next(one for one in shown.json()["topics"] if one["topic"] == "report")
    assert report["locked"] == "" and "report_missing" in report["mandatory_rules"]
    body = {"choices": {"report": "digest"}, "digest_hour": 17}
    assert ask(client, "patch", API_OWN, body).status_code == 428
    assert ask(client, "patch", API_OWN, body, 9).status_code == 412
    changed = ask(client, "patch", API_OWN, body, 1)
    assert (changed.status_code, changed.json()["version"], changed.json()["digest_hour"]) == (200, 2, 17)
    locked = ask(client, "patch", API_OWN, {"choices": {"system": "inbox"}}, 2)
    assert (locked.status_code, locked.json()["reason"]) == (422, "locked")
    assert ask(client, "patch", API_OWN, {"officer": "x"}, 2).status_code == 400


def test_over_the_api_the_office_lays_down_previews_and_takes_back(city: City) -> None:
    client, address = enter(city.dispatcher), reverse("api:reminder-preset-detail", args=[city.district.pk])
    assert ask(client, "get", address).json()["source"] is None
    body = {"policies": {"report": "digest"}, "digest_hours": [17]}
    people = ask(client, "post", f"{address}preview/", body).json()["people"]
    assert {"topic": "report", "now": "immediate", "then": "digest"} in people[0]["ways"]
    saved = ask(client, "put", address, body, 1)
    assert (saved.status_code, saved.json()["source"], saved.json()["version"]) == (200, "340212", 2)
    listed = ask(client, "get", reverse("api:reminder-preset-list")).json()["results"]
    assert [one["organisation"] for one in listed] == ["340212"]
    assert ask(client, "put", address, {"policies": {"system": "off"}}, 2).json()["reason"] == "locked"
    assert ask(client, "post", f"{address}drop/", {}, 2).json()["source"] is None
    assert ask(client, "post", f"{address}drop/", {}, 1).status_code == 404
    assert ask(enter(city.clerk), "get", address).status_code == 403
    assert ask(client, "get", reverse("api:reminder-preset-detail", args=[city.province.pk])).status_code == 404


def test_two_saves_at_once_are_told_apart_by_the_version(city: City) -> None:
    with pytest.raises(DomainError):
        lay(city, version=2)
