"""Entering and editing a project in the browser's forms."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from projects.ledger.models import Enterprise, Project
from projects.ledger.services import update_project
from tests.factories import NOW, USCC, City, build_city, new_project

pytestmark = pytest.mark.django_db
ROWS = {"investors-TOTAL_FORMS": "3", "investors-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The doors read the clock: it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city() -> City:
    return build_city()


def typed(city: City, **over: Any) -> dict[str, Any]:
    """A form as a clerk fills it in."""
    return {
        **ROWS,
        "name": "六轴机器人二期",
        "landing_organisation": str(city.district.pk),
        "total_investment_yi": "16.73",
        "industry": "C34",
        "is_industrial": "on",
        "negotiating_on": "2026-03-05",
        "investors-0-name": "埃夫特智能装备",
        "investors-0-uscc": USCC,
        **over,
    }


def _text(formatted: Any) -> str:
    first = formatted[0] if isinstance(formatted, list) else formatted
    return "" if first in (None, False) else str(first)


def shown(page: Any) -> dict[str, str]:
    """What the form on ``page`` would send back unchanged, hidden first values included."""
    form, rows, sent = page.context["form"], page.context["rows"], {}
    for bound in [*form, *(field for row in rows for field in row), *rows.management_form]:
        value, widget = bound.value(), bound.field.widget
        if value is True:
            sent |= {bound.html_name: "on", bound.html_initial_name: "True"}
        elif text := _text(widget.format_value(value)):
            sent |= {bound.html_name: text, bound.html_initial_name: text}
    return sent | {"version": str(page.context["version"])}


def test_an_amount_in_yi_is_stored_in_wan_and_investors_are_registered(city: City, client: Client) -> None:
    client.force_login(city.clerk)
    answer = client.post(reverse("ledger:create"), typed(city))
    project = Project.objects.get()
    assert answer.url == reverse("desk:project", args=[project.pk])  # type: ignore[attr-defined]
    assert project.total_investment_wan == Decimal("167300")
    assert [(one.name, one.uscc) for one in project.investors.all()] == [("埃夫特智能装备", USCC)]
    assert project.stage == "negotiating"


def test_1673_typed_into_a_yi_field_is_refused_with_a_question_and_nothing_is_lost(city: City, client: Client) -> None:
    client.force_login(city.clerk)
    answer = client.post(reverse("ledger:create"), typed(city, total_investment_yi="1673"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "本栏单位是亿元，您填的是1673亿元" in page
    assert 'value="1673"' in page and 'value="六轴机器人二期"' in page
    assert 'name="confirm_amounts"' in page
    assert not Project.objects.exists() and not Enterprise.objects.exists()


def test_1673_yi_is_taken_when_the_clerk_confirms_that_it_is_meant(city: City, client: Client) -> None:
    client.force_login(city.clerk)
    client.post(reverse("ledger:create"), typed(city, total_investment_yi="1673", confirm_amounts="on"))
    assert Project.objects.get().total_investment_wan == Decimal("16730000")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("investors-0-uscc", "91340200MA2TE5T01D", "校验"),
        ("name", "", "必填"),
        ("negotiating_on", "2099-01-01", "在谈日期不能晚于今天"),
        ("foreign_currency", "元元元", "币"),
        ("total_investment_yi", "十六亿", "请填数字"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field_and_nothing_is_half_done(
    city: City, client: Client, field: str, value: str, sentence: str
) -> None:
    client.force_login(city.clerk)
    answer = client.post(reverse("ledger:create"), typed(city, **{field: value}))
    assert answer.status_code == 422
    errors = str(answer.context["form"].errors) + str(answer.context["rows"].errors)
    assert sentence in errors
    assert not Project.objects.exists() and not Enterprise.objects.exists()


def test_a_clerk_chooses_only_among_the_own_units(city: City, client: Client) -> None:
    client.force_login(city.clerk)
    page = client.get(reverse("ledger:create"))
    units = set(page.context["form"].fields["landing_organisation"].queryset)
    assert units == {city.district}
    refused = client.post(reverse("ledger:create"), typed(city, landing_organisation=str(city.sibling.pk)))
    assert refused.status_code == 422 and not Project.objects.exists()


def test_a_code_that_belongs_to_another_name_asks_back(city: City, client: Client) -> None:
    client.force_login(city.clerk)
    client.post(reverse("ledger:create"), typed(city))
    answer = client.post(reverse("ledger:create"), typed(city, **{"name": "三期", "investors-0-name": "别的公司"}))
    assert "登记的企业是“埃夫特智能装备”" in answer.content.decode()
    assert Project.objects.count() == 1


def test_saving_an_untouched_form_changes_nothing(city: City, client: Client) -> None:
    project = new_project(city, total_investment_wan=Decimal("12345.6789"))
    client.force_login(city.clerk)
    address = reverse("ledger:edit", args=[project.pk])
    client.post(address, shown(client.get(address)))
    project = Project.objects.get(pk=project.pk)
    assert project.version == 1
    assert project.total_investment_wan == Decimal("12345.6789")
    assert not project.changes.exists()


def test_a_stale_form_shows_both_versions_and_keeps_what_was_typed(city: City, client: Client) -> None:
    project = new_project(city, chain="新能源电池材料链")
    client.force_login(city.clerk)
    address = reverse("ledger:edit", args=[project.pk])
    sent = shown(client.get(address)) | {"name": "我起的名字", "summary": "我写的内容"}
    update_project(project.pk, {"name": "别人起的名字", "chain": "机器人链"}, by=city.clerk, now=NOW)

    answer = client.post(address, sent)
    assert answer.status_code == 412
    found = {one.name: (one.mine, one.theirs, one.mine_changed) for one in answer.context["differences"]}
    assert set(found) == {"name", "chain", "summary"}
    assert found["name"] == ("我起的名字", "别人起的名字", True)
    assert found["chain"] == ("新能源电池材料链", "机器人链", False)
    assert found["summary"][0] == "我写的内容"
    assert 'value="我起的名字"' in answer.content.decode()

    again = sent | {"version": str(answer.context["version"]), "take-name": "theirs", "take-summary": "mine"}
    assert client.post(address, again).status_code == 302
    project = Project.objects.get(pk=project.pk)
    assert (project.name, project.summary, project.chain) == ("别人起的名字", "我写的内容", "机器人链")


def test_a_form_with_errors_does_not_forget_which_version_it_started_from(city: City, client: Client) -> None:
    project = new_project(city)
    client.force_login(city.clerk)
    address = reverse("ledger:edit", args=[project.pk])
    sent = shown(client.get(address)) | {"name": ""}
    update_project(project.pk, {"name": "别人起的名字"}, by=city.clerk, now=NOW)
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert answer.context["version"] == 1


def test_a_clerk_of_another_district_gets_404(city: City, client: Client) -> None:
    project = new_project(city)
    client.force_login(city.sibling_clerk)
    for name in ("edit", "add_evidence", "assign"):
        assert client.get(reverse(f"ledger:{name}", args=[project.pk])).status_code == 404


def test_a_leader_who_only_reads_gets_a_refusal_that_says_whom_to_ask(city: City, client: Client) -> None:
    project = new_project(city)
    client.force_login(city.leader)
    answer = client.get(reverse("ledger:edit", args=[project.pk]))
    assert answer.status_code == 403
    assert "请联系项目的落地、牵头或首谈单位填报员" in answer.content.decode()


def test_typing_two_characters_offers_known_enterprises(city: City, client: Client) -> None:
    new_project(city, investor="信义光能")
    client.force_login(city.clerk)
    page = client.get(reverse("ledger:enterprises"), {"investors-0-name": "信义"}).content.decode()
    assert 'value="信义光能"' in page
