"""Columns and saved views: chosen, remembered, shared, and always filtered by the reader's own sight."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotFound, Stale
from tests.factories import NOW, City, new_project
from tests.workflow.pages import PAGE_TEST, enter
from workflow.desk.columns import COLUMNS
from workflow.desk.models import ListPreference, SavedView
from workflow.desk.policies import shared_unit
from workflow.desk.services import change_view, remove_view, save_view

pytestmark = PAGE_TEST
LIST = "/projects/"


def heads(page: Any) -> list[str]:
    return [heading.column.key for heading in page.context["headings"]]


def save(city: City, name: str = "红灯", query: str = "light=red", **over: Any) -> SavedView:
    return save_view(name, query, over.pop("columns", ""), by=over.pop("by", city.clerk), now=NOW, **over)


def test_columns_of_the_address_are_shown_in_its_order_and_unknown_ones_left_out(city: City, client: Client) -> None:
    new_project(city)
    client.force_login(city.leader)
    page = client.get(f"{LIST}?columns=total,number,nonsense,number,name")
    assert heads(page) == ["name", "total", "number"]


def test_every_column_can_be_shown_at_once(city: City, client: Client) -> None:
    new_project(city, tags=["甲"], company_name="项目公司")
    client.force_login(city.leader)
    page = client.get(f"{LIST}?columns={','.join(COLUMNS)}")
    assert len(heads(page)) == len(COLUMNS) >= 26
    assert "项目公司" in page.content.decode()


def test_chosen_columns_are_remembered_for_this_officer_only(city: City) -> None:
    new_project(city)
    browser = enter(city.leader)
    answer = browser.post("/projects/columns/", {"column": ["stage", "number"], "query": "stage=negotiating"})
    there = answer["Location"]
    assert answer.status_code == 302 and "stage=negotiating" in there and "columns=stage%2Cnumber" in there
    assert heads(browser.get(LIST)) == ["name", "stage", "number"]
    assert heads(enter(city.clerk).get(LIST)) != ["name", "stage", "number"]
    browser.post("/projects/columns/", {"column": ["stage"], "usual": "1"})
    assert heads(browser.get(LIST))[1:] == ["light", "landing", "stage", "total", "chief", "signed", "updated"]


def test_without_scripts_a_column_moves_up_by_its_button(city: City) -> None:
    browser = enter(city.leader)
    answer = browser.post("/projects/columns/", {"column": ["stage", "number"], "up": "number"})
    assert answer["Location"].endswith("#columns")
    assert ListPreference.objects.get(officer=city.leader).columns == "number,stage"


def test_what_is_on_the_screen_is_saved_in_canonical_form_and_opened_again(city: City) -> None:
    new_project(city, name="大", investor="甲")
    new_project(city, name="小", total_investment_wan=1, investor="乙")
    browser = enter(city.clerk)
    sent = {"name": " 大项目 ", "query": "order=-total&tier=10000&stage=&x=1", "columns": "total,bad", "share": ""}
    opened = browser.post("/projects/views/", sent, follow=True)
    view = SavedView.objects.get()
    assert (view.name, view.query, view.columns) == ("大项目", "tier=10000&order=-total", "total")
    assert {project.name for project in opened.context["page"]} == {"大"}
    assert heads(opened) == ["name", "total"] and not opened.context["changed"]
    assert Entry.objects.filter(action="view.save", actor=city.clerk.username).exists()


def test_a_filter_on_top_of_a_view_says_changed_and_saving_overwrites_it(city: City) -> None:
    view = save(city)
    browser = enter(city.clerk)
    page = browser.get(f"{LIST}?view={view.pk}&set=1&light=red&stage=signed")
    text = page.content.decode()
    assert page.context["changed"] and "已修改" in text and "另存为" in text
    sent = {"do": "overwrite", "version": view.version, "query": page.context["address"].query, "columns": "stage"}
    browser.post(f"/projects/views/{view.pk}/", sent)
    view.refresh_from_db()
    assert (view.query, view.columns, view.version) == ("stage=signed&light=red", "stage", 2)


def test_all_filters_taken_off_a_view_stay_off(city: City) -> None:
    view = save(city)
    page = enter(city.clerk).get(f"{LIST}?view={view.pk}&set=1")
    assert page.status_code == 200 and page.context["chips"] == [] and page.context["changed"]


def test_the_view_by_habit_opens_first_and_all_projects_stay_one_click_away(city: City) -> None:
    view = save(city)
    browser = enter(city.clerk)
    browser.post(f"/projects/views/{view.pk}/", {"do": "prefer"})
    assert f"view={view.pk}" in browser.get(LIST)["Location"] and "light=red" in browser.get(LIST)["Location"]
    assert browser.get(f"{LIST}?view=all").context["chips"] == []
    browser.post(f"/projects/views/{view.pk}/", {"do": "prefer"})
    assert browser.get(LIST).status_code == 200


def test_a_shared_view_is_seen_by_its_unit_with_the_readers_own_sight_and_is_read_only(city: City) -> None:
    new_project(city, name="本区项目", investor="甲")
    new_project(city, name="邻区项目", landing_organisation=city.sibling, by=city.sibling_clerk, investor="乙")
    whole = save(city, "全市在谈", "stage=negotiating", shared_with=city.city, by=city.dispatcher)
    browser = enter(city.sibling_clerk)
    page = browser.get(f"{LIST}?view={whole.pk}", follow=True)
    assert {project.name for project in page.context["page"]} == {"邻区项目"}
    refused = browser.post(f"/projects/views/{whole.pk}/", {"do": "overwrite", "version": 1, "query": ""})
    assert refused.status_code == 404
    whole.refresh_from_db()
    assert whole.query == "stage=negotiating"


def test_a_view_of_one_unit_is_not_seen_by_its_neighbour(city: City) -> None:
    own = save(city, shared_with=city.district)
    private = save(city, "私有")
    assert set(SavedView.objects.usable_by(city.chief)) == {own}
    assert set(SavedView.objects.usable_by(city.sibling_clerk)) == set()
    browser = enter(city.sibling_clerk)
    assert browser.get(f"{LIST}?view={own.pk}").status_code == 404
    assert browser.post(f"/projects/views/{private.pk}/", {"do": "remove", "version": 1}).status_code == 404


@pytest.mark.parametrize(("who", "key", "allowed"), [
    ("clerk", "unit", True), ("clerk", "scope", False), ("dispatcher", "scope", True), ("leader", "unit", False),
    ("leader", "", True), ("clerk", "x", False),
])  # fmt: skip
def test_only_the_dispatch_office_shares_with_the_whole_city(city: City, who: str, key: str, allowed: bool) -> None:
    by = getattr(city, who)
    if allowed:
        unit = shared_unit(by, key)
        assert unit == {"": None, "unit": by.organisation, "scope": city.city}[key]
    else:
        with pytest.raises(Invalid):
            shared_unit(by, key)


def test_a_name_is_used_once_by_one_officer_and_freely_by_another(city: City) -> None:
    save(city)
    with pytest.raises(Conflict, match="换个名称"):
        save(city)
    save(city, by=city.sibling_clerk)
    refused = enter(city.clerk).post("/projects/views/", {"name": "红灯", "query": "stage=signed"})
    assert refused.status_code == 422 and "stage=signed" in refused.content.decode()


def test_a_view_changed_meanwhile_is_stale_and_anothers_is_not_found(city: City) -> None:
    view = save(city)
    change_view(view.pk, by=city.clerk, now=NOW, expected_version=1, name="新名")
    with pytest.raises(Stale):
        change_view(view.pk, by=city.clerk, now=NOW, expected_version=1, name="旧版")
    with pytest.raises(NotFound):
        remove_view(view.pk, by=city.dispatcher, now=NOW, expected_version=2)
    remove_view(view.pk, by=city.clerk, now=NOW, expected_version=2)
    assert not SavedView.objects.exists()


def test_a_removed_view_no_longer_opens_first(city: City) -> None:
    view = save(city)
    browser = enter(city.clerk)
    browser.post(f"/projects/views/{view.pk}/", {"do": "prefer"})
    browser.post(f"/projects/views/{view.pk}/", {"do": "remove", "version": 1})
    assert browser.get(LIST).status_code == 200


def test_a_view_is_renamed_and_shared_from_the_page_of_views(city: City) -> None:
    view = save(city)
    browser = enter(city.clerk)
    assert "红灯" in browser.get("/projects/views/").content.decode()
    sent = {"do": "settle", "version": 1, f"{view.pk}-name": "要盯的", f"{view.pk}-share": "unit",
            f"{view.pk}-position": "3"}  # fmt: skip
    browser.post(f"/projects/views/{view.pk}/", sent)
    view.refresh_from_db()
    assert (view.name, view.shared_with, view.position) == ("要盯的", city.district, 3)
