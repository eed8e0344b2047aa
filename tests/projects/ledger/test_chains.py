"""Chains of a city: named by its office, offered in the form, renamed and merged on every project."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.forms import ProjectForm
from projects.ledger.models import Chain, Change
from projects.ledger.services import add_chain, merge_chain, update_chain
from tests.factories import NOW, TODAY, City, build_city, fresh, new_project


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The doors read the clock: it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city(db: None) -> City:
    """People and units of 芜湖."""
    return build_city()


def named(city: City, name: str) -> Chain:
    return add_chain(
        city.city, {"name": name, "lead_organisation": city.departments["GX"]}, by=city.dispatcher, now=NOW
    )


def test_a_new_name_goes_to_every_project_and_into_its_history(city: City) -> None:
    chain, project = named(city, "光伏"), new_project(city, chain="光伏")
    other = new_project(city, chain="机器人", investor="乙")
    update_chain(chain.pk, {"name": "光伏及储能"}, by=city.dispatcher, now=NOW, expected_version=1)
    assert (fresh(project).chain, fresh(other).chain) == ("光伏及储能", "机器人")
    kept = Change.objects.get(project=project, field="chain")
    assert (kept.before, kept.after, kept.why) == ("光伏", "光伏及储能", "产业链“光伏”改为“光伏及储能”")
    assert fresh(project).version == project.version + 1


def test_a_spelling_is_merged_into_the_chain_that_was_meant(city: City) -> None:
    chain = named(city, "光伏")
    projects = [new_project(city, chain="光伏链", investor=str(number)) for number in range(3)]
    assert merge_chain("光伏链", chain.pk, by=city.dispatcher, now=NOW) == 3
    assert {fresh(one).chain for one in projects} == {"光伏"}
    with pytest.raises(NotFound):
        merge_chain("光伏链", chain.pk, by=city.dispatcher, now=NOW)


def test_a_merged_chain_is_no_longer_offered(city: City) -> None:
    old, new = named(city, "光伏链"), named(city, "光伏")
    merge_chain("光伏链", new.pk, by=city.dispatcher, now=NOW)
    old.refresh_from_db()
    assert not old.is_active
    form = ProjectForm(by=city.clerk, on=TODAY)
    assert [value for value, _ in form.fields["chain"].choices] == ["", "光伏"]  # type: ignore[attr-defined]


def test_what_stands_in_a_project_stays_choosable(city: City) -> None:
    named(city, "光伏")
    form = ProjectForm(by=city.clerk, on=TODAY, project=new_project(city, chain="老名称"))
    assert "老名称" in dict(form.fields["chain"].choices)  # type: ignore[attr-defined]


def test_a_name_stands_once_in_a_city_and_only_its_office_writes_it(city: City) -> None:
    chain = named(city, "光伏")
    with pytest.raises(Conflict, match="已登记"):
        named(city, "光伏")
    with pytest.raises(Invalid):
        named(city, " ")
    with pytest.raises(Invalid, match="市级"):
        add_chain(city.district, {"name": "区链"}, by=city.dispatcher, now=NOW)
    for officer in (city.clerk, city.leader):
        with pytest.raises(NotAllowed):
            add_chain(city.city, {"name": "新链"}, by=officer, now=NOW)
    with pytest.raises(Stale):
        update_chain(chain.pk, {"name": "新链"}, by=city.dispatcher, now=NOW, expected_version=9)
    with pytest.raises(Invalid, match="相同"):
        merge_chain("光伏", chain.pk, by=city.dispatcher, now=NOW)


def test_the_page_counts_what_the_visitor_sees_and_lists_loose_names(city: City, client: Client) -> None:
    named(city, "光伏")
    new_project(city, chain="光伏")
    new_project(city, chain="散写", investor="乙")
    new_project(city, chain="光伏", by=city.sibling_clerk, landing_organisation=city.sibling, investor="丙")
    counts = []
    for officer in (city.dispatcher, city.sibling_clerk):
        client.force_login(officer)
        page = client.get(reverse("ledger:chains"))
        counts.append([(one.name, one.count) for one in (*page.context["registered"], *page.context["loose"])])
        assert ("登记产业链" in page.content.decode()) is (officer == city.dispatcher)
    assert counts == [[("光伏", 2), ("散写", 1)], [("光伏", 1)]]


def test_the_page_takes_the_same_queries_however_many_chains(
    city: City, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        named(city, f"链{number}")
        new_project(city, chain=f"链{number}", investor=str(number))
    client.force_login(city.dispatcher)
    with django_assert_max_num_queries(14):
        client.get(reverse("ledger:chains"))


def test_the_office_registers_changes_and_merges_on_the_pages(city: City, client: Client) -> None:
    project = new_project(city, chain="光伏链")
    client.force_login(city.dispatcher)
    add = reverse("ledger:add_chain")
    assert 'value="光伏链"' in client.get(add, {"name": "光伏链"}).content.decode()
    typed = {"name": "光伏", "leader": city.leader.pk, "anchors": "中信博新能源", "is_active": "on"}
    assert client.post(add, typed).status_code == 302
    chain = Chain.objects.get()
    assert [one.name for one in chain.anchors.all()] == ["中信博新能源"]
    refused = client.post(add, typed | {"name": "别的", "anchors": "没有的企业"})
    assert refused.status_code == 422 and "没有登记的企业：没有的企业" in refused.content.decode()
    merge = reverse("ledger:merge_chain")
    assert "1</b> 个项目" in client.get(merge, {"name": "光伏链"}).content.decode()
    assert client.post(merge, {"name": "光伏链", "into": chain.pk}).status_code == 302
    assert fresh(project).chain == "光伏"
    edit = reverse("ledger:edit_chain", args=[chain.pk])
    assert client.post(edit, typed | {"name": "光伏新", "version": "1"}).status_code == 302
    assert client.post(edit, typed | {"version": "1"}).status_code == 412
    client.force_login(city.clerk)
    assert client.get(edit).status_code == 403 and client.get(reverse("ledger:chains")).status_code == 200
