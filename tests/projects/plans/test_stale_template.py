"""A template that two dispatchers edit: neither table is lost, and each node in which they differ is shown."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from projects.plans.models import Template
from projects.plans.outlines import Outline
from projects.plans.services import copy_preset, save_template
from tests.factories import NOW, City, build_city, sign_in

ROW = {"code": "A1", "name": "我的接洽", "stage": "negotiating", "days": "3", "day_count": "working"}
HEAD = {"name": "本地模板", "start_kind": "opening", "is_active": "on", "nodes-TOTAL_FORMS": "1",
        "nodes-INITIAL_FORMS": "0"}  # fmt: skip


@pytest.fixture
def city(db: None) -> City:
    return build_city()


def test_both_tables_are_shown_node_by_node_and_mine_can_be_saved(city: City, client: Client) -> None:
    found = copy_preset("opening", organisation=city.city, name="本地模板", by=city.dispatcher, now=NOW)
    theirs = [Outline("A1", "别人的接洽", "negotiating", 5), Outline("B2", "别人加的", "signed", 1)]
    save_template(found.pk, theirs, name="本地模板", start_kind="opening", is_active=True, by=city.dispatcher, now=NOW,
                  expected_version=found.version)  # fmt: skip
    sign_in(client, city.dispatcher)
    address = reverse("plans:template", args=[found.pk])
    typed = {**HEAD, **{f"nodes-0-{name}": value for name, value in ROW.items()}}
    answer = client.post(address, {**typed, "version": found.version})
    text = answer.content.decode()
    assert answer.status_code == 412
    for word in ("我的接洽，在谈，3 个工作日", "别人的接洽，在谈，5 天", "节点 B2", "别人加的"):
        assert word in text
    now = Template.objects.get(pk=found.pk)
    assert f'value="{now.version}"' in text
    assert client.post(address, {**typed, "version": now.version}).status_code == 302
    assert [one.name for one in Template.objects.get(pk=found.pk).nodes.all()] == ["我的接洽"]
