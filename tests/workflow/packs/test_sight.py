"""Who sees the whole region reads all of a pack; anybody else reads an excerpt of the projects he sees."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import grant_roles
from tests.factories import NOW, City, sign_in
from tests.workflow.dispatch.sittings import weekly
from tests.workflow.items.samples import issued
from tests.workflow.packs.samples import FREEZE, frozen, sitting, two_projects
from workflow.dispatch.services import add_entry
from workflow.packs.content import to_json
from workflow.packs.kinds import FileKind
from workflow.packs.models import Pack
from workflow.packs.queries.seen import seen_content
from workflow.packs.services import hand_out

THEIRS = "鸠江智能制造基地"


@pytest.fixture
def pack(city: City) -> Pack:
    """On its agenda a project of 繁昌区 and one of 鸠江区."""
    _, theirs = two_projects(city)
    meeting = sitting(city)
    add_entry(meeting.pk, theirs.pk, detail=f"{THEIRS}用地", by=city.dispatcher, now=NOW)
    return frozen(city, meeting)


@pytest.fixture
def clerk(city: City) -> Officer:
    """李填 of 繁昌区, who may also see dispatch."""
    grant_roles(city.clerk, [Role.CLERK, Role.DISPATCHER], by=None, now=NOW)
    return Officer.objects.get(pk=city.clerk.pk)


def test_the_office_and_the_leader_of_the_region_read_all_of_it(city: City, pack: Pack) -> None:
    for reader in (city.dispatcher, city.leader):
        content = seen_content(pack, reader)
        assert not content.is_excerpt and content.figures is not None and len(content.pages) == 2


def test_a_unit_reads_an_excerpt_without_figures_and_without_a_gap(pack: Pack, clerk: Officer) -> None:
    content = seen_content(pack, clerk)
    assert content.is_excerpt and content.figures is None
    assert [page.unit for page in content.pages] == ["繁昌区"]
    assert [topic.position for topic in content.agenda] == [1]
    assert THEIRS not in json.dumps(to_json(content), ensure_ascii=False)


def test_whoever_sees_every_topic_but_not_the_region_reads_no_figures(city: City, clerk: Officer) -> None:
    two_projects(city)
    pack = frozen(city, sitting(city))
    content = seen_content(pack, clerk)
    assert content.is_excerpt and content.figures is None and len(content.pages) == 1


@pytest.mark.parametrize("kind", FileKind.values)
def test_the_file_of_an_excerpt_is_another_one_and_says_so(pack: Pack, clerk: Officer, kind: str) -> None:
    copy = hand_out(pack, kind, by=clerk, now=FREEZE)
    assert copy.data != bytes(pack.files.get(kind=kind).data)
    assert "节选" in copy.name
    if kind != "pdf":
        told = b"".join(ZipFile(BytesIO(copy.data)).read(name) for name in ZipFile(BytesIO(copy.data)).namelist())
        assert THEIRS.encode() not in told and "节选".encode() in told and pack.sha256.encode() in told


def test_an_action_item_of_a_project_in_sight_is_not_told_to_whom_it_is_not_his(city: City, clerk: Officer) -> None:
    """李填 sees the project, and of its items only those that are his unit's business."""
    ours, _ = two_projects(city)
    issued(city, project=ours, matter="本区牵头事项")
    issued(city, project=ours, matter="市局牵头事项", lead=city.departments["GX"])
    pack = frozen(city, sitting(city))
    assert len(seen_content(pack, city.leader).pages[0].tasks) == 2
    told = json.dumps(to_json(seen_content(pack, clerk)), ensure_ascii=False)
    assert "本区牵头事项" in told and "市局牵头事项" not in told


def test_an_excerpt_is_the_same_bytes_every_time(pack: Pack, clerk: Officer) -> None:
    assert hand_out(pack, "pdf", by=clerk, now=FREEZE).data == hand_out(pack, "pdf", by=clerk, now=FREEZE).data


def test_page_and_api_tell_the_same_excerpt(pack: Pack, clerk: Officer) -> None:
    client = sign_in(Client(), clerk)
    page = client.get(reverse("packs:pack", args=[pack.meeting_id])).content.decode()
    assert "节选" in page and THEIRS not in page and "总体情况" not in page
    answer = client.get(reverse("api:pack-detail", args=[pack.pk])).json()
    assert answer["is_excerpt"] and answer["content"]["figures"] is None
    assert THEIRS not in json.dumps(answer, ensure_ascii=False)


def test_who_does_not_see_the_sitting_finds_no_pack(city: City, clerk: Officer) -> None:
    now = NOW - timedelta(hours=1)
    series = weekly(city, organisation=city.sibling, now=now)
    pack = frozen(city, series.meetings.earliest("number"))
    client = sign_in(Client(), clerk)
    for address in (reverse("packs:pack", args=[pack.meeting_id]), reverse("packs:file", args=[pack.pk, "pdf"])):
        assert client.get(address).status_code == 404
    assert client.get(reverse("api:pack-detail", args=[pack.pk])).status_code == 404
