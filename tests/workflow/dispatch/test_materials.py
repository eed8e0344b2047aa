"""会前征询: who is asked by when, what is sent in time or late, who sees it, and who is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.services import scan
from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Project
from tests.factories import NOW, PDF, City, build_city, new_project
from tests.workflow.dispatch.samples import first, ruled
from tests.workflow.dispatch.sittings import at, sittings
from tests.workflow.pages import enter
from workflow.dispatch import services, triggers
from workflow.dispatch.models import MaterialAnswer, MaterialFile, MaterialRequest, Meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def asked(city: City) -> MaterialRequest:
    """繁昌区 is asked about one project for the sitting of 23 November, by the 19th: two working days before."""
    meeting = first(ruled(city, materials_workdays=2))
    services.add_entry(
        meeting.pk, new_project(city, name="要汇报的项目").pk, detail="缺地", by=city.dispatcher, now=NOW
    )
    return MaterialRequest.objects.get()


def answer(request: MaterialRequest, by: Any, *, now: Any = LATER, **over: Any) -> MaterialAnswer:
    values = {"progress": "主体封顶", "problem": "用地", "asked_for": "协调指标", **over}
    return services.answer_request(request.pk, **values, by=by, now=now)


def pdf(name: str = "材料.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def test_the_landing_unit_is_asked_by_the_rule_of_the_series(city: City, asked: MaterialRequest) -> None:
    assert (asked.organisation, asked.due_on, asked.asked_by) == (city.district, date(2026, 11, 19), None)
    services.refresh_agenda(asked.entry.meeting_id, by=None, now=LATER)
    assert MaterialRequest.objects.count() == 1


def test_nobody_is_asked_where_the_series_does_not(city: City) -> None:
    meeting = first(ruled(city))
    services.add_entry(meeting.pk, new_project(city).pk, by=city.dispatcher, now=NOW)
    assert not MaterialRequest.objects.exists()


def test_what_is_put_on_late_is_due_tomorrow(city: City, asked: MaterialRequest) -> None:
    late = at(11, 20, 10)
    project = new_project(city, name="临时议题", investor="乙")
    entry = services.add_entry(asked.entry.meeting_id, project.pk, by=city.dispatcher, now=late)
    assert entry.requests.get().due_on == date(2026, 11, 21)


def test_a_moved_sitting_takes_its_deadline_along(city: City, asked: MaterialRequest) -> None:
    services.move_meeting(asked.entry.meeting_id, starts_at=at(11, 27), reason="出差", by=city.dispatcher, now=LATER)
    asked.refresh_from_db()
    assert asked.due_on == date(2026, 11, 25)


def test_other_units_are_asked_by_name_and_the_question_is_taken_back(city: City, asked: MaterialRequest) -> None:
    unit = city.departments["GX"]
    made = services.ask_unit(asked.entry_id, unit, wanted="能耗指标", by=city.dispatcher, now=LATER)
    assert (made.due_on, made.wanted) == (date(2026, 11, 19), "能耗指标")
    with pytest.raises(Conflict, match="无需重复"):
        services.ask_unit(asked.entry_id, unit, by=city.dispatcher, now=LATER)
    with pytest.raises(Invalid, match="报送期限"):
        services.ask_unit(asked.entry_id, city.park, due_on=date(2026, 12, 24), by=city.dispatcher, now=LATER)
    with pytest.raises(NotAllowed):
        services.ask_unit(asked.entry_id, city.park, by=city.clerk, now=LATER)
    services.withdraw_request(made.pk, by=city.dispatcher, now=LATER)
    with pytest.raises(Conflict, match="不再征询"):
        answer(made, city.verifiers["start"])
    again = services.ask_unit(asked.entry_id, unit, by=city.dispatcher, now=LATER)
    assert (again.pk, again.withdrawn_at) == (made.pk, None)


def test_a_unit_answers_with_text_and_files_and_completes_it_without_losing_the_first(
    city: City, asked: MaterialRequest
) -> None:
    answer(asked, city.clerk, files=[pdf()])
    answer(asked, city.clerk, progress="已开工", now=LATER + timedelta(hours=1))
    asked.refresh_from_db()
    assert (asked.answered_at, asked.is_late(date(2026, 11, 30)), asked.version) == (LATER, False, 3)
    assert [one.progress for one in asked.answers.all()] == ["主体封顶", "已开工"]
    kept = MaterialFile.objects.get()
    assert (kept.filename, kept.content_type, kept.size) == ("材料.pdf", "application/pdf", len(PDF))
    with pytest.raises(Conflict, match="不能撤回"):
        services.withdraw_request(asked.pk, by=city.dispatcher, now=LATER)


def test_an_answer_after_the_day_is_late_and_still_taken(city: City, asked: MaterialRequest) -> None:
    assert not asked.is_late(date(2026, 11, 19)) and asked.is_late(date(2026, 11, 20))
    answer(asked, city.clerk, now=at(11, 20, 8))
    asked.refresh_from_db()
    assert asked.is_late(date(2026, 11, 20))


@pytest.mark.parametrize(
    ("over", "words"),
    [({"progress": " "}, "进展情况"), ({"problem": "长" * 2001}, "不能超过"),
     ({"files": [SimpleUploadedFile("a.exe", b"MZ")]}, "a.exe"),
     ({"files": [pdf() for _ in range(11)]}, "最多")],
)  # fmt: skip
def test_a_wrong_answer_is_refused_whole(city: City, asked: MaterialRequest, over: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        answer(asked, city.clerk, **over)
    assert not MaterialAnswer.objects.exists() and not MaterialFile.objects.exists()


def test_only_the_unit_and_those_above_it_answer(city: City, asked: MaterialRequest) -> None:
    with pytest.raises(NotFound):
        answer(asked, city.sibling_clerk)
    with pytest.raises((NotAllowed, NotFound)):
        answer(asked, city.chief)  # a leader reads
    with pytest.raises(Stale):
        services.answer_request(asked.pk, progress="x", by=city.clerk, now=LATER, expected_version=9)
    services.hold_meeting(asked.entry.meeting_id, by=city.dispatcher, now=at(11, 23, 11))
    with pytest.raises(Conflict, match="不再接收"):
        answer(asked, city.clerk, now=at(11, 23, 12))


def test_what_was_sent_is_append_only_at_the_database(city: City, asked: MaterialRequest) -> None:
    made = answer(asked, city.clerk, files=[pdf()])
    assert triggers.installed(connection)
    for act in (lambda: MaterialAnswer.objects.filter(pk=made.pk).update(progress="改"),
                lambda: MaterialFile.objects.all().delete()):  # fmt: skip
        with pytest.raises(Error), transaction.atomic():
            act()


def test_an_entry_with_material_stays_when_its_rule_no_longer_holds(city: City) -> None:
    project = new_project(city, name="缺首席", total_investment_wan=300_000)
    meeting = first(ruled(city, "chief_missing", materials_workdays=1))
    answer(MaterialRequest.objects.get(), city.clerk)
    Project.objects.filter(pk=project.pk).update(needs_chief=False)
    services.refresh_agenda(meeting.pk, by=None, now=LATER)
    assert meeting.agenda.current().count() == 1


def test_a_unit_finds_answers_and_downloads_on_its_pages(city: City, asked: MaterialRequest) -> None:
    client, address = enter(city.clerk), reverse("dispatch:material", args=[asked.pk])
    assert "要汇报的项目" in client.get(reverse("dispatch:materials")).content.decode()
    refused = client.post(address, {"progress": "", "problem": "写了一半", "version": asked.version})
    assert refused.status_code == 422 and "写了一半" in refused.content.decode()
    sent = client.post(address, {"progress": "主体封顶", "papers": [pdf()], "version": asked.version})
    assert sent.status_code == 302
    kept = MaterialFile.objects.get()
    page = client.get(address).content.decode()
    assert "主体封顶" in page and "材料.pdf" in page and "已报送" in page
    file = client.get(reverse("dispatch:material_file", args=[kept.pk]))
    assert b"".join(file.streaming_content) == PDF and "attachment" in file["Content-Disposition"]
    stranger = enter(city.sibling_clerk)
    assert stranger.get(address).status_code == 404
    assert stranger.get(reverse("dispatch:material_file", args=[kept.pk])).status_code == 404
    assert (
        "已报送"
        in enter(city.dispatcher).get(reverse("dispatch:meeting", args=[asked.entry.meeting_id])).content.decode()
    )


def test_the_late_list_shows_who_owes_what(city: City, asked: MaterialRequest) -> None:
    MaterialRequest.objects.update(due_on=date(2026, 11, 1))
    client = enter(city.dispatcher)
    assert "逾期未报" in client.get(f"{reverse('dispatch:materials')}?show=late").content.decode()
    text = client.get(reverse("dispatch:meeting", args=[asked.entry.meeting_id])).content.decode()
    assert "逾期未报：<" not in text and "逾期未报：繁昌区" in text


def letters(rule: str) -> list[tuple[str, str]]:
    rows = Occurrence.objects.filter(rule=rule, state="open").select_related("recipient").order_by("recipient__name")
    return [(row.recipient.name, row.title) for row in rows]


def test_units_are_told_when_asked_before_and_after_the_day(city: City, asked: MaterialRequest) -> None:
    scan(LATER)
    assert [name for name, _ in letters("material_asked")] == ["李填"]
    scan(LATER + timedelta(minutes=5))
    assert len(letters("material_asked")) == 1
    scan(at(11, 18, 9, 30))
    scan(at(11, 20, 9, 1))
    assert [name for name, _ in letters("material_late")] == ["李填", "王调"]


def test_who_has_answered_is_not_reminded(city: City, asked: MaterialRequest) -> None:
    answer(asked, city.clerk)
    scan(at(11, 20, 9, 1))
    assert letters("material_late") == []


def test_the_day_before_the_deadline_is_reminded(city: City) -> None:
    meeting = sittings(ruled(city, materials_workdays=2))[0]
    assert isinstance(meeting, Meeting)
    services.move_meeting(meeting.pk, starts_at=at(11, 27), reason="出差", by=city.dispatcher, now=NOW)
    services.add_entry(meeting.pk, new_project(city).pk, by=city.dispatcher, now=NOW)
    scan(LATER)
    scan(at(11, 24, 9, 1))
    assert [name for name, _ in letters("material_due")] == ["李填"]
