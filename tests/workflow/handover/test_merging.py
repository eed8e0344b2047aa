"""Units merge and their work goes along: projects, held posts with the parts they carry, people; history stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed, Stale
from projects.gateway.services import create_client
from projects.ledger.models import Change, Project, Responsibility
from projects.people.models import Officer, Organisation, Tenure
from projects.people.roles import Role
from projects.people.services import add_officer, add_post, start_tenure
from tests.factories import NOW, TODAY, City, give_chief, new_project
from tests.projects.people.walks import keeper, sign_in
from workflow.handover.facts import groups_on
from workflow.handover.services import merge_with_work
from workflow.handover.takeover import Taken, estates_of
from workflow.steps.services import take_step

pytestmark = pytest.mark.django_db
ON = TODAY - timedelta(days=10)
EARLIER = NOW - timedelta(days=100)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The doors read the clock: it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def admin(city: City) -> Officer:
    """Keeps the whole tree."""
    return keeper()


@pytest.fixture
def project(city: City) -> Project:
    """In 繁昌区 since 100 days, 张区长 its chief by post."""
    made = new_project(city, now=EARLIER, lead_organisation=city.district)
    give_chief(city, made, now=EARLIER)
    return made


def merged(city: City, admin: Officer, **over: Any) -> list[Taken]:
    """繁昌区 into 鸠江区, ten days ago, everything along."""
    given: dict[str, Any] = {"successor": city.sibling, "on": ON, "basis": "皖政〔2026〕9号", "by": admin, "now": NOW}
    takes = {"takes_projects": True, "takes_people": True}
    return merge_with_work([city.district], **{**given, **takes, **over})


def units_of(project: Project) -> set[str]:
    found = Project.objects.get(pk=project.pk)
    lead, contact = found.lead_organisation, found.first_contact_organisation
    return {str(found.landing_organisation), str(lead), str(contact)}


def test_open_projects_stand_with_the_successor_and_the_history_tells_from_where(
    city: City, admin: Officer, project: Project
) -> None:
    version = Project.objects.get(pk=project.pk).version
    merged(city, admin)
    assert units_of(project) == {"鸠江区"}
    assert Project.objects.get(pk=project.pk).version > version
    told = Change.objects.filter(project=project, field__endswith="organisation").order_by("field")
    assert [(one.field, one.before, one.after) for one in told] == [
        (field, "繁昌区", "鸠江区")
        for field in ("first_contact_organisation", "landing_organisation", "lead_organisation")
    ]
    assert all("皖政〔2026〕9号" in one.why and one.by == admin for one in told)
    entry = Entry.objects.get(action="merger.take_project")
    assert (entry.object_id, entry.object_name, entry.actor) == (str(project.pk), project.number, admin.username)


def test_projects_given_up_stay_where_they_were(city: City, admin: Officer, project: Project) -> None:
    take_step(project.pk, "terminate", by=city.clerk, effective_on=TODAY, reason="other", note="停", now=NOW)
    assert [one.kind for one in merged(city, admin) if one.kind == "项目"] == []
    assert units_of(project) == {"繁昌区"}


def test_who_holds_a_post_holds_it_at_the_successor_and_answers_on_without_a_gap(
    city: City, admin: Officer, project: Project
) -> None:
    merged(city, admin)
    old = Tenure.objects.get(post=city.chief_post)
    new = Tenure.objects.get(officer=city.chief, valid_to__isnull=True)
    assert (old.valid_to, new.valid_from) == (ON - timedelta(days=1), ON)
    assert (str(new.post), new.post.is_principal) == ("鸠江区区长", True)
    before, after = Responsibility.objects.chiefs().filter(project=project).order_by("valid_from")
    assert (before.post, before.valid_to) == (city.chief_post, ON - timedelta(days=1))
    assert (after.post, after.valid_from, after.officer) == (new.post, ON, city.chief)
    assert all(Responsibility.objects.chief_on(project, ON + timedelta(days=day)) for day in range(-2, 3))
    assert groups_on(TODAY) == {}  # nobody's part hangs on an empty chair
    assert Entry.objects.filter(action="merger.take_part").count() == 1


def test_the_past_keeps_its_names(city: City, admin: Officer, project: Project) -> None:
    merged(city, admin)
    first = Responsibility.objects.chiefs().filter(project=project).order_by("valid_from")[0]
    assert first.post_name == "繁昌区区长"
    assert Organisation.objects.get(pk=city.district.pk).name_on(date(2025, 1, 1)) == "繁昌区"


def test_people_belong_to_the_successor_and_see_what_they_saw(city: City, admin: Officer, project: Project) -> None:
    add_officer(city.district, username="kuang", name="况", scope=city.district, by=None, now=NOW)
    merged(city, admin)
    for username in ("litian", "zhangquzhang", "kuang"):
        assert Officer.objects.get(username=username).organisation == city.sibling
    assert Officer.objects.get(username="kuang").scope == city.sibling
    assert Project.objects.visible_to(Officer.objects.get(username="litian")).filter(pk=project.pk).exists()


def test_what_cannot_go_along_stays_and_says_why(city: City, admin: Officer) -> None:
    taken_chair = add_post(city.sibling, title="区长", is_principal=True, by=None, now=NOW)
    start_tenure(taken_chair, city.sibling_clerk, valid_from=date(2022, 1, 1), by=None, now=NOW)
    create_client(city.district, name="繁昌系统", scopes=["project:read"], by=None, now=NOW)
    add_officer(city.district, username="anguan", name="安管", roles=[Role.SECURITY_ADMIN], by=None, now=NOW)
    stayed = {(one.kind, one.name): one.why for one in merged(city, admin) if one.why}
    assert set(stayed) == {("任职", "张区长 繁昌区区长"), ("人员", "安管"), ("人员", "繁昌系统")}
    assert "现由赵填担任" in stayed["任职", "张区长 繁昌区区长"]
    assert Tenure.objects.get(post=city.chief_post).valid_to is None
    assert Officer.objects.get(username="anguan").organisation == city.district
    assert Organisation.objects.get(pk=city.district.pk).successor == city.sibling


def test_without_the_ticks_only_the_unit_goes(city: City, admin: Officer, project: Project) -> None:
    assert merged(city, admin, takes_projects=False, takes_people=False) == []
    assert units_of(project) == {"繁昌区"}
    assert Tenure.objects.get(post=city.chief_post).valid_to is None


def test_refused_as_a_whole_nothing_has_moved(city: City, admin: Officer, project: Project) -> None:
    with pytest.raises(NotAllowed):
        merged(city, city.dispatcher)
    with pytest.raises(Stale):
        merged(city, admin, expected_version=9)
    with pytest.raises(Invalid):
        merged(city, admin, on=TODAY + timedelta(days=1))
    merged(city, admin)
    with pytest.raises(Conflict):
        merged(city, admin)
    assert units_of(project) == {"鸠江区"}
    assert Entry.objects.filter(action="organisation.merge").count() == 1


def test_the_preview_counts_what_each_unit_would_leave(
    city: City, project: Project, django_assert_num_queries: Any
) -> None:
    new_project(city, investor="第二家", now=EARLIER)
    with django_assert_num_queries(5):
        estates = estates_of([city.district, city.sibling])
    assert (estates[city.district.pk].projects, estates[city.district.pk].tenures) == (2, 2)
    assert estates[city.district.pk].people == Officer.objects.filter(organisation=city.district).count()
    assert estates[city.sibling.pk].projects == 0


# --- the page -------------------------------------------------------------------------------------------------------


def page_of(unit: Organisation) -> str:
    return reverse("handover:merge", args=[unit.pk])


def test_the_page_shows_counts_and_the_result_of_each_row(
    city: City, admin: Officer, project: Project, client: Client
) -> None:
    sign_in(client, admin)
    shown = client.get(page_of(city.sibling)).content.decode()
    assert "在办项目 1　现任职务 2　人员 3" in shown
    assert "Ctrl" not in shown
    sent = {"units": [str(city.district.pk)], "on": ON.isoformat(), "basis": "批复", "version": "1",
            "takes_projects": "on", "takes_people": "on"}  # fmt: skip
    done = client.post(page_of(city.sibling), sent)
    text = done.content.decode()
    assert (done.status_code, "已并入“鸠江区”" in text, project.number in text) == (200, True, True)
    assert project.name not in text  # who keeps the tree does not see projects
    again = client.post(page_of(city.sibling), sent)
    assert again.status_code in (412, 422)


def test_a_form_with_mistakes_keeps_its_ticks(city: City, admin: Officer, client: Client) -> None:
    sign_in(client, admin)
    sent = {"units": [str(city.district.pk)], "on": "x", "basis": "示例批复", "version": "1"}
    refused = client.post(page_of(city.sibling), sent)
    text = refused.content.decode()
    assert refused.status_code == 422
    assert f'value="{city.district.pk}" checked' in text and "示例批复" in text
    stale = client.post(page_of(city.sibling), {**sent, "on": ON.isoformat(), "version": "7"})
    assert stale.status_code == 412
    assert f'value="{city.district.pk}" checked' in stale.content.decode()


def test_nobody_but_a_keeper_of_the_unit_opens_the_page(city: City, client: Client) -> None:
    sign_in(client, city.dispatcher)
    assert client.get(page_of(city.sibling)).status_code == 403
    sign_in(client, keeper(city.district, "quguan"))
    assert client.get(page_of(city.sibling)).status_code == 404
