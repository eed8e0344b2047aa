"""Two clerks on one agenda: who works from an older one is told, and nothing of either is lost."""

from __future__ import annotations

from threading import Barrier

import pytest
from django.urls import reverse

from projects.errors import Conflict, Invalid, Stale
from projects.people.roles import Role
from tests.factories import NOW, City, build_city, new_project
from tests.workflow.dispatch.samples import first
from tests.workflow.dispatch.sittings import weekly
from tests.workflow.dispatch.test_race import both
from tests.workflow.pages import PAGE_TEST, enter
from workflow.dispatch import services
from workflow.dispatch.models import DispatchEvent, Meeting

NAMES = ("甲项目", "乙项目", "丙项目", "丁项目")


def with_agenda(city: City) -> Meeting:
    """Four entries in the order they were added."""
    meeting = first(weekly(city, now=NOW))
    for name in NAMES:
        project = new_project(city, name=name, investor=f"{name}投资")
        services.add_entry(meeting.pk, project.pk, detail="协调", by=city.dispatcher, now=NOW)
    meeting.refresh_from_db()
    return meeting


def order(meeting: Meeting) -> list[str]:
    rows = meeting.agenda.current().select_related("project").order_by("position", "pk")
    return [row.project.name for row in rows]


def keys(meeting: Meeting) -> dict[str, int]:
    return {row.project.name: row.pk for row in meeting.agenda.select_related("project")}


class TestServices:
    pytestmark = pytest.mark.django_db

    def test_an_entry_is_put_at_a_place_and_the_others_close_up(self) -> None:
        city = build_city()
        meeting = with_agenda(city)
        services.place_entry(
            keys(meeting)["丁项目"], 1, by=city.dispatcher, now=NOW, expected_version=meeting.agenda_version
        )
        assert order(meeting) == ["丁项目", "甲项目", "乙项目", "丙项目"]
        meeting.refresh_from_db()
        services.place_entry(
            keys(meeting)["丁项目"], 99, by=city.dispatcher, now=NOW, expected_version=meeting.agenda_version
        )
        assert order(meeting) == list(NAMES)

    def test_a_whole_order_is_set_and_what_it_does_not_name_follows(self) -> None:
        city = build_city()
        meeting = with_agenda(city)
        pk = keys(meeting)
        services.order_agenda(
            meeting.pk, [pk["丙项目"], pk["甲项目"]], by=city.dispatcher, now=NOW, expected_version=None
        )
        assert order(meeting) == ["丙项目", "甲项目", "乙项目", "丁项目"]
        with pytest.raises(Conflict):
            services.order_agenda(
                meeting.pk, [pk["丙项目"], pk["丙项目"]], by=city.dispatcher, now=NOW, expected_version=None
            )
        with pytest.raises(Conflict):
            services.order_agenda(meeting.pk, [10**8], by=city.dispatcher, now=NOW, expected_version=None)

    def test_an_older_agenda_is_refused_for_order_place_and_removal(self) -> None:
        city = build_city()
        meeting = with_agenda(city)
        seen, pk = meeting.agenda_version, keys(meeting)
        services.place_entry(pk["丁项目"], 1, by=city.dispatcher, now=NOW, expected_version=seen)
        for deed in (
            lambda: services.place_entry(pk["丙项目"], 1, by=city.dispatcher, now=NOW, expected_version=seen),
            lambda: services.order_agenda(
                meeting.pk, [pk["丙项目"]], by=city.dispatcher, now=NOW, expected_version=seen
            ),
            lambda: services.remove_entry(
                pk["丙项目"], reason="已解决", by=city.dispatcher, now=NOW, expected_version=seen
            ),
        ):
            with pytest.raises(Stale):
                deed()
        assert order(meeting) == ["丁项目", "甲项目", "乙项目", "丙项目"]

    def test_an_order_that_changes_nothing_is_no_change(self) -> None:
        city = build_city()
        meeting = with_agenda(city)
        services.place_entry(
            keys(meeting)["甲项目"], 1, by=city.dispatcher, now=NOW, expected_version=meeting.agenda_version
        )
        again = Meeting.objects.get(pk=meeting.pk)
        assert again.agenda_version == meeting.agenda_version
        assert not meeting.events.filter(kind=DispatchEvent.Kind.ENTRY_MOVED).exists()
        with pytest.raises(Invalid):
            services.place_entry(keys(meeting)["甲项目"], 0, by=city.dispatcher, now=NOW, expected_version=None)


class TestPages:
    pytestmark = PAGE_TEST

    def test_the_second_clerk_sees_both_and_may_still_do_it(self, city: City) -> None:
        meeting = with_agenda(city)
        pk, address = keys(meeting), reverse("dispatch:meeting", args=[meeting.pk])
        seen = meeting.agenda_version
        client = enter(city.dispatcher)
        move = {"do": "place", "entry": pk["丁项目"], "position": 1, "agenda_version": seen}
        assert client.post(address, move).status_code == 302
        mine = {"do": "remove", "entry": pk["乙项目"], "reason": "已在专题会研究", "agenda_version": seen}
        answer = client.post(address, mine)
        text = answer.content.decode()
        assert answer.status_code == 412
        for words in ("议题已被他人调整", "已在专题会研究", "移出“乙项目”", "调整议题顺序", "仍按我的办"):
            assert words in text
        assert "乙项目" in order(meeting)
        meeting.refresh_from_db()
        assert client.post(address, {**mine, "agenda_version": meeting.agenda_version}).status_code == 302
        assert order(meeting) == ["丁项目", "甲项目", "丙项目"]

    def test_an_entry_that_the_other_removed_is_said_to_be_gone_with_the_reason_typed(self, city: City) -> None:
        meeting = with_agenda(city)
        pk, address = keys(meeting), reverse("dispatch:meeting", args=[meeting.pk])
        seen = meeting.agenda_version
        services.remove_entry(pk["乙项目"], reason="重复", by=city.dispatcher, now=NOW)
        mine = {"do": "remove", "entry": pk["乙项目"], "reason": "我的理由", "agenda_version": seen}
        text = enter(city.dispatcher).post(address, mine).content.decode()
        assert "已不在议程上" in text and "我的理由" in text and "重复" in text

    def test_arrows_and_places_are_offered_to_dispatchers_alone(self, city: City) -> None:
        meeting = with_agenda(city)
        address = reverse("dispatch:meeting", args=[meeting.pk])
        assert "甲项目下移" in enter(city.dispatcher).get(address).content.decode()
        assert "甲项目下移" not in enter(city.leader).get(address).content.decode()
        assert Role.LEADER in [one.role for one in city.leader.roles.all()]


class TestRace:
    pytestmark = pytest.mark.django_db(transaction=True)

    def test_of_two_clerks_at_once_one_is_told(self, transactional_db: None) -> None:
        city = build_city()
        meeting = with_agenda(city)
        seen, pk, arrived = meeting.agenda_version, keys(meeting), Barrier(2, timeout=30)

        def place() -> None:
            arrived.wait()  # both come with the same version
            services.place_entry(pk["丁项目"], 1, by=city.dispatcher, now=NOW, expected_version=seen)

        assert [type(one) for one in both(place)] == [Stale]
        assert order(meeting) == ["丁项目", "甲项目", "乙项目", "丙项目"]

    def test_without_the_version_the_second_is_not_told(self, transactional_db: None) -> None:
        """The control: whoever sends no version overwrites."""
        city = build_city()
        meeting = with_agenda(city)
        pk = keys(meeting)
        failures = both(
            lambda: services.place_entry(pk["丁项目"], 1, by=city.dispatcher, now=NOW, expected_version=None)
        )
        assert failures == []
