"""A unit that has ended receives nothing new; what it has stays editable."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from projects.errors import Invalid
from projects.ledger.fields import ORGANISATION_FIELDS
from projects.ledger.models import Project
from projects.ledger.services import assign, create_project, update_project
from projects.people.models import Kind, Organisation, Post
from projects.people.services import add_organisation, add_post, merge_organisations, start_tenure
from tests.factories import NOW, TODAY, City, build_city, fresh, new_project

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
ROWS = {"investors-TOTAL_FORMS": "0", "investors-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The doors read the clock: it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def town(city: City) -> Organisation:
    """孙村镇 of 繁昌区, still there."""
    return add_organisation(city.district, code="340212103", name="孙村镇", kind=Kind.TOWNSHIP, by=None, now=NOW)


def end(town: Organisation, city: City) -> Organisation:
    """It is merged into its district as of today: yesterday was its last day."""
    merge_organisations([town], successor=city.district, on=TODAY, basis="示例批复", by=None, now=NOW)
    return Organisation.objects.get(pk=town.pk)


def seat_of(unit: Organisation, city: City) -> Post:
    """A chair of the unit on which 周副区长 sits as well."""
    post = add_post(unit, title="镇长", is_principal=True, by=None, now=NOW)
    start_tenure(post, city.deputy, valid_from=TODAY - 9 * A_DAY, by=None, now=NOW)
    return post


@pytest.mark.parametrize("name", ORGANISATION_FIELDS)
def test_an_ended_unit_is_refused_for_a_new_project_at_its_field(city: City, town: Organisation, name: str) -> None:
    ended = end(town, city)
    values = {"name": "新项目", "landing_organisation": city.district, name: ended}
    with pytest.raises(Invalid, match="“孙村镇”已于2026-11-17撤销，请改为承接单位“繁昌区”。") as refused:
        create_project(values, by=city.clerk, now=NOW)
    assert (refused.value.field, refused.value.code, refused.value.status) == (name, "organisation_ended", 422)
    assert not Project.objects.exists()


@pytest.mark.parametrize("name", ORGANISATION_FIELDS)
def test_on_its_last_day_it_still_receives(city: City, town: Organisation, name: str) -> None:
    values = {"name": "新项目", "landing_organisation": city.district, name: end(town, city)}
    made = create_project(values, by=city.clerk, now=NOW - A_DAY)
    assert getattr(made, name) == town


@pytest.mark.parametrize("name", ORGANISATION_FIELDS)
def test_a_project_does_not_change_to_an_ended_unit(city: City, town: Organisation, name: str) -> None:
    project, ended = new_project(city), end(town, city)
    with pytest.raises(Invalid, match="已于2026-11-17撤销"):
        update_project(project.pk, {name: ended, "chain": "光伏"}, by=city.clerk, now=NOW)
    assert fresh(project).version == project.version


@pytest.mark.parametrize("name", ORGANISATION_FIELDS)
def test_a_project_of_an_ended_unit_stays_editable(city: City, town: Organisation, name: str) -> None:
    project = new_project(city, **{name: town})
    ended = end(town, city)
    update_project(project.pk, {name: ended, "chain": "光伏"}, by=city.clerk, now=NOW)
    assert (fresh(project).chain, getattr(fresh(project), name)) == ("光伏", ended)


def test_the_page_offers_no_ended_unit_and_refuses_one_sent_all_the_same(
    city: City, town: Organisation, client: Client
) -> None:
    client.force_login(city.clerk)
    address = reverse("ledger:create")

    def offering() -> set[str]:
        fields = client.get(address).context["form"].fields
        return {name for name in ORGANISATION_FIELDS if town in fields[name].queryset}

    assert offering() == set(ORGANISATION_FIELDS)
    ended = end(town, city)
    assert offering() == set()
    sent = {**ROWS, "name": "新项目", "landing_organisation": str(ended.pk), "negotiating_on": "2026-03-05"}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "这个单位已撤销" in str(refused.context["form"].errors["landing_organisation"])
    assert 'value="新项目"' in refused.content.decode() and not Project.objects.exists()


def test_the_page_of_a_project_keeps_its_ended_unit_to_choose(city: City, town: Organisation, client: Client) -> None:
    project = new_project(city, landing_organisation=town)
    ended = end(town, city)
    client.force_login(city.clerk)
    address = reverse("ledger:edit", args=[project.pk])
    assert ended in client.get(address).context["form"].fields["landing_organisation"].queryset
    unit = {"landing_organisation": str(ended.pk), "initial-landing_organisation": str(ended.pk)}
    day = {"negotiating_on": f"{project.negotiating_on}", "initial-negotiating_on": f"{project.negotiating_on}"}
    names: dict[str, Any] = {"name": "改名后", "initial-name": project.name, "version": str(project.version)}
    assert client.post(address, {**ROWS, **unit, **day, **names}).status_code == 302
    assert (fresh(project).name, fresh(project).landing_organisation) == ("改名后", ended)


def test_a_post_of_an_ended_unit_takes_no_part(city: City, town: Organisation, client: Client) -> None:
    project, post = new_project(city), seat_of(town, city)
    end(town, city)
    with pytest.raises(Invalid, match="“孙村镇”已于2026-11-17撤销") as refused:
        assign(project.pk, role="chief", post=post, valid_from=TODAY, basis="示例", by=city.dispatcher, now=NOW)
    assert refused.value.field == "post"
    assert not project.responsibilities.exists()
    client.force_login(city.dispatcher)
    address = reverse("ledger:assign", args=[project.pk])
    assert "镇长" not in client.get(address).content.decode()
    sent = {"role": "chief", "post": str(post.pk), "valid_from": TODAY.isoformat()}
    refusal = client.post(address, sent)
    assert refusal.status_code == 422 and "所在的单位已撤销" in str(refusal.context["form"].errors["post"])


@pytest.mark.parametrize(("is_ended", "title"), [(False, "镇长"), (True, "副区长")])
def test_who_sits_on_two_posts_takes_the_part_by_the_one_that_exists(
    city: City, town: Organisation, is_ended: bool, title: str
) -> None:
    project = new_project(city)
    seat_of(town, city)
    if is_ended:
        end(town, city)
    made = assign(project.pk, role="deputy", officer=city.deputy, valid_from=TODAY, by=city.dispatcher, now=NOW)
    assert made.post is not None and made.post.title == title
