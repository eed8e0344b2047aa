"""Who hears what: by what is visible when the feed is read; who lost sight is told so, who gained it gets all."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from projects.ledger.services import update_enterprise, update_project
from projects.people.services import move_organisation, update_officer
from tests.api.callers import Caller, caller
from tests.factories import City, at_stage, give_chief, new_project, submitted
from tests.projects.feed.reading import now_of, since, types
from tests.workflow.items.samples import issued
from workflow.steps.services import approve_claim

pytestmark = pytest.mark.django_db


def lead(project: Any, unit: Any, city: City) -> None:
    update_project(project.pk, {"lead_organisation": unit}, by=city.clerk, now=timezone.now())


def test_a_new_project_is_told_to_its_unit_and_to_the_city_and_not_to_a_sibling(
    city: City, whole: Caller, fanchang: Caller, jiujiang: Caller
) -> None:
    project = new_project(city, now=timezone.now())
    for client in (whole, fanchang):
        (told,) = since(client)
        assert (told["type"], told["object"]["id"]) == ("project.created", str(project.pk))
        assert told["data"] == client.get(f"/projects/{project.pk}/").body
    assert since(jiujiang) == []


def test_who_loses_sight_of_a_project_is_told_its_id_and_nothing_else(
    city: City, whole: Caller, fanchang: Caller, jiujiang: Caller
) -> None:
    project = new_project(city, now=timezone.now())
    lead(project, city.sibling, city)
    cursor = now_of(jiujiang)
    lead(project, None, city)
    (left,) = since(jiujiang, cursor)
    assert (left["type"], left["object"]["id"], left["data"]) == ("project.left", str(project.pk), None)
    assert types(since(whole, cursor)) == types(since(fanchang, cursor)) == ["project.changed"]
    update_project(project.pk, {"summary": "以后"}, by=city.clerk, now=timezone.now())
    assert since(jiujiang, left["id"]) == []


def test_who_gains_sight_gets_the_project_with_its_record_and_claims_and_the_others_hear_of_it_once(
    city: City, whole: Caller, jiujiang: Caller
) -> None:
    project = at_stage(new_project(city, now=timezone.now()), "signed", city, now=timezone.now())
    cursor = now_of(jiujiang)
    lead(project, city.sibling, city)
    told = since(jiujiang, cursor)
    assert types(told) == ["project.changed", "transition.recorded", "claim.changed"]
    assert told[0]["data"]["stage"] == "signed"
    assert types(since(whole, cursor)) == ["project.changed"]


def test_a_unit_asked_to_verify_gains_sight_by_the_claim(city: City) -> None:
    project = new_project(city, now=timezone.now())
    authority = caller(city.departments["TC"], "project:read", "claim:verify")
    assert since(authority) == []
    submitted(city, project, "sign", now=timezone.now())
    told = since(authority)
    assert {"project.changed", "claim.submitted"} <= set(types(told))


def test_a_draft_is_told_inside_the_unit_that_writes_it_alone(city: City, whole: Caller, fanchang: Caller) -> None:
    project = new_project(city, now=timezone.now())
    sibling_lead = caller(city.sibling, "project:read")
    lead(project, city.sibling, city)
    cursor = now_of(fanchang)
    body = {"project": str(project.pk), "step": "sign", "effective_on": str(timezone.localdate())}
    fanchang.post("/claims/", body).made()
    assert types(since(fanchang, cursor)) == ["claim.created"]
    assert since(sibling_lead, cursor) == []


def test_a_step_and_its_revocation_are_told(city: City, whole: Caller) -> None:
    project = at_stage(new_project(city, now=timezone.now()), "signed", city, now=timezone.now())
    cursor = now_of(whole)
    claim = submitted(city, project, "revoke", now=timezone.now())
    approve_claim(claim.pk, by=city.verifier_of("revoke"), now=timezone.now())
    told = since(whole, cursor)
    (revoked,) = [row for row in told if row["type"] == "transition.revoked"]
    assert revoked["data"]["revoked"] is True
    assert "transition.recorded" in types(told) and "claim.approved" in types(told)


def test_a_unit_that_moves_in_the_tree_takes_its_projects_out_of_one_sight_into_another(
    city: City, jiujiang: Caller, whole: Caller
) -> None:
    park = caller(city.park, "project:read")
    project = new_project(city, now=timezone.now())
    lead(project, city.park, city)
    cursor = now_of(whole)
    assert since(jiujiang) == []
    move_organisation(city.park, parent=city.sibling, by=None, now=timezone.now())
    assert types(since(jiujiang, cursor)) == ["project.changed"]
    assert types(since(park, cursor)) == ["project.changed"]
    cursor = now_of(whole)
    move_organisation(city.park, parent=city.city, by=None, now=timezone.now())
    assert types(since(jiujiang, cursor)) == ["project.left"]


def test_a_renamed_investor_and_a_renamed_chief_change_the_projects_that_show_them(city: City, whole: Caller) -> None:
    project = new_project(city, now=timezone.now())
    give_chief(city, project, now=timezone.now())
    cursor = now_of(whole)
    firm = project.investors.get()
    update_enterprise(firm.pk, {"name": "新的名称"}, by=city.dispatcher, now=timezone.now())
    update_officer(city.chief, {"name": "张书记"}, by=None, now=timezone.now())
    told = since(whole, cursor)
    assert [row["object"]["id"] for row in told if row["object"]["kind"] == "project"] == [str(project.pk)] * 2
    assert told[-1]["data"]["chief"]["name"] == "张书记"
    assert told[-1]["data"]["investors"][0]["name"] == "新的名称"


def test_items_and_meetings_are_left_out_for_who_lacks_their_scope(city: City, whole: Caller) -> None:
    issued(city, now=timezone.now())
    assert "action_item.issue" in types(since(whole))
    assert since(caller(city.city, "project:read")) == []
