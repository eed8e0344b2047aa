"""Pages of spot checks: planning, the preview, fixing, sending, recording with a photo, the report."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, TODAY, City, fresh
from tests.workflow.pages import enter
from tests.workflow.spotchecks.samples import (
    fixed,
    photo,
    planned,
    recorded,
    second_inspector,
    sent,
    signed_projects,
    values,
)
from workflow.spotchecks.models import Record, Round, Visit
from workflow.steps.services import approve_claim

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def office(city: City) -> Client:
    """王调's browser; three signed projects."""
    signed_projects(city, 3)
    return enter(city.dispatcher)


def form_of(**over: Any) -> dict[str, Any]:
    """What the record's page sends."""
    return {
        "do": "record",
        "visited_at": f"{NOW:%Y-%m-%dT%H:%M}",
        "met": "项目经理",
        "finding": "true",
        "text": "与申报一致",
        "seen-effective_on": "same",
        **over,
    }


def test_a_round_is_planned_previewed_and_fixed_on_the_pages(city: City, office: Client) -> None:
    data = {name: value for name, value in values().items() if name != "skips_checked"}
    answer = office.post(reverse("spotchecks:plan"), data)
    made = Round.objects.get()
    assert answer["Location"] == reverse("spotchecks:round", args=[made.pk])
    text = office.get(answer["Location"]).content.decode()
    assert "抽样框 3 项，将抽 2 项" in text and "示例项目" not in text
    office.post(answer["Location"], {"do": "fix", "version": made.version})
    made = Round.objects.get()
    assert made.is_fixed
    text = office.get(answer["Location"]).content.decode()
    assert made.seed in text and made.frame_sha256 in text
    assert all(visit.project.name in text for visit in made.visits.all())


def test_a_plan_that_cannot_be_right_says_so_at_the_field(office: Client) -> None:
    answer = office.post(reverse("spotchecks:plan"), {**values(), "steps": [], "size": 0})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"steps", "size"}


def test_an_old_preview_is_not_fixed(city: City, office: Client) -> None:
    made = planned(city)
    answer = office.post(reverse("spotchecks:round", args=[made.pk]), {"do": "fix", "version": 7})
    assert answer.status_code == 412
    assert not Round.objects.get().is_fixed


def test_the_office_draws_again_with_one_button(city: City, office: Client) -> None:
    made = fixed(city)
    answer = office.post(reverse("spotchecks:round", args=[made.pk]), {"do": "redraw"}, follow=True)
    assert "复算一致" in answer.content.decode()


def test_inspectors_are_sent_and_a_refusal_names_the_reason(city: City, office: Client) -> None:
    made = fixed(city, size=1, dimensions=[])
    address, visit = reverse("spotchecks:round", args=[made.pk]), made.visits.get()
    he, qian = second_inspector(city), city.verifier_of("sign")
    refused = office.post(address, {"do": "assign", "visits": [visit.pk], "inspectors": [qian.pk, he.pk]})
    assert refused.status_code == 422 and "申报或认定过" in refused.content.decode()
    office.post(address, {"do": "assign", "visits": [visit.pk], "inspectors": [city.dispatcher.pk, he.pk]})
    assert visit.assignments.current().count() == 2
    nobody = office.post(address, {"do": "assign", "inspectors": [city.dispatcher.pk, he.pk]})
    assert nobody.status_code == 422 and "勾选核查对象" in nobody.content.decode()


def test_a_visit_is_recorded_with_a_photo_and_locked(city: City, office: Client) -> None:
    (visit,) = sent(city, fixed(city, size=1, dimensions=[]))
    client, address = enter(second_inspector(city)), reverse("spotchecks:visit", args=[visit.pk])
    page = client.get(address)
    assert "geolocation=(self)" in page["Permissions-Policy"]
    text = page.content.decode()
    assert 'capture="environment"' in text and 'data-draft="spot-record"' in text
    refused = client.post(address, form_of(met="", photos=[photo()]))
    assert refused.status_code == 422 and "与申报一致" in refused.content.decode()
    client.post(address, form_of(photos=[photo(), photo("二.jpg")], latitude="31.07", longitude="118.2"))
    made = Record.objects.get()
    assert (made.papers.count(), made.recorded_by) == (2, second_inspector(city))
    again = client.post(address, form_of(text="改写"))
    assert again.status_code == 409
    text = client.get(address).content.decode()
    assert "31.070000, 118.200000" in text and "改写" not in text
    client.post(address, {"do": "add", "kind": "correction", "text": "更正一处笔误"})
    assert made.additions.get().text == "更正一处笔误"


def test_another_page_keeps_the_strict_policy(city: City, office: Client) -> None:
    assert "geolocation=()" in office.get(reverse("spotchecks:rounds"))["Permissions-Policy"]


def test_a_hostile_photo_keeps_what_was_typed(city: City, office: Client) -> None:
    (visit,) = sent(city, fixed(city, size=1, dimensions=[]))
    client, address = enter(second_inspector(city)), reverse("spotchecks:visit", args=[visit.pk])
    answer = client.post(address, form_of(photos=[photo(content=b"<script>alert(1)</script>")]))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"photos"} and "与申报一致" in answer.content.decode()


def test_a_false_claim_leads_both_ways_between_record_and_request(city: City, office: Client) -> None:
    (visit,) = sent(city, fixed(city, size=1, dimensions=[]))
    client, address = enter(second_inspector(city)), reverse("spotchecks:visit", args=[visit.pk])
    client.post(
        address, form_of(finding="false", text="没有开工迹象", photos=[photo()], revoke_reason="false_evidence")
    )
    claim = Record.objects.get().proposals.get().claim
    assert claim.reason == "false_evidence"
    page = reverse("steps:claim_detail", args=[claim.pk])
    assert page in client.get(address).content.decode()
    assert address in enter(city.verifier_of("revoke")).get(page).content.decode()
    approve_claim(claim.pk, by=city.verifier_of("revoke"), now=NOW)
    assert fresh(visit.project).stage == "negotiating"
    assert "已撤销" in office.get(reverse("spotchecks:report", args=[visit.round_id])).content.decode()


def test_the_report_prints_seed_algorithm_hash_list_and_rates(city: City, office: Client) -> None:
    made = fixed(city, size=3, dimensions=["unit"])
    for visit in sent(city, made):
        recorded(city, visit)
    text = office.get(reverse("spotchecks:report", args=[made.pk])).content.decode()
    for word in (made.seed, "luodi-sample-1", made.frame_sha256, "繁昌区", "示例项目0", "0%", "data-print"):
        assert word in text
    answer = office.get(reverse("spotchecks:report_file", args=[made.pk]))
    book = ZipFile(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    words = book.read("xl/sharedStrings.xml").decode()
    for word in (made.seed, made.frame_sha256, "示例项目0", *(str(row.transition_id) for row in made.frame.all())):
        assert word in words
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_archive_of_the_project_shows_its_checks(city: City, office: Client) -> None:
    visit: Visit = sent(city, fixed(city, size=1, dimensions=[]))[0]
    recorded(city, visit, finding="mend", mend_by=TODAY)
    page = enter(city.clerk).get(f"{reverse('desk:project', args=[visit.project_id])}?tab=spotchecks")
    assert "基本属实，需整改" in page.content.decode()
