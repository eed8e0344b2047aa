"""Several files of one document: all or none, at most ten; void with a reason; what a rolled-back write leaves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, Invalid, NotAllowed
from projects.ledger.models import Evidence, Project, RowChange, RowKind
from projects.ledger.services import (
    add_evidence,
    add_files,
    extend_item,
    sweep_files,
    twins_of,
    withdraw_evidence,
)
from projects.ledger.stages import Step
from tests.factories import NOW, PDF, City, build_city, new_project, submitted, take, upload
from workflow.steps.queries import counting_evidence
from workflow.steps.services import draft_claim, submit_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[None]:
    """For the doors: it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def project(city: City) -> Project:
    return new_project(city)


def papers(number: int, start: int = 0) -> list[SimpleUploadedFile]:
    """Different honest files."""
    return [SimpleUploadedFile(f"第{n}页.pdf", PDF + f"%{n}".encode()) for n in range(start, start + number)]


def add(city: City, project: Project, files: list[SimpleUploadedFile], **over: Any) -> list[Evidence]:
    said = {"kind": "site_photo", "title": "现场", "by": city.clerk, "now": NOW, **over}
    return add_files(project.pk, files=files, **said)


def stored(project: Project) -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / str(project.pk)
    return sorted(folder.iterdir()) if folder.is_dir() else []


def test_ten_files_are_one_document_in_their_order(city: City, project: Project) -> None:
    kept = add(city, project, papers(10))
    assert [one.place for one in kept] == list(range(1, 11))
    assert len({one.item for one in kept}) == 1
    assert RowChange.objects.filter(project=project, kind=RowKind.EVIDENCE).count() == 10
    assert Entry.objects.filter(action="evidence.add").count() == 10


def test_eleven_files_are_refused_and_none_is_kept(city: City, project: Project) -> None:
    with pytest.raises(Invalid, match="一次最多10个文件"):
        add(city, project, papers(11))
    assert not Evidence.objects.exists() and stored(project) == []


def test_one_bad_file_keeps_all_others_out_and_is_named(city: City, project: Project, client: Client,
                                                         clock: None) -> None:  # fmt: skip
    client.force_login(city.clerk)
    files = [*papers(2), SimpleUploadedFile("坏.jpg", b"<script>"), *papers(1, 5)]
    address = reverse("ledger:add_evidence", args=[project.pk])
    answer = client.post(address, {"kind": "site_photo", "title": "现场", "file": files})
    assert answer.status_code == 422
    said = str(answer.context["form"].errors["file"])
    assert "坏.jpg" in said and "均未保存" in said
    assert 'value="现场"' in answer.content.decode()
    assert not Evidence.objects.exists() and stored(project) == []


def test_files_are_added_until_there_are_ten_and_a_void_one_makes_room(city: City, project: Project) -> None:
    (first, *_) = kept = add(city, project, papers(8))
    with pytest.raises(Invalid, match="还能再加2个文件"):
        extend_item(first.item, files=papers(3, 20), by=city.clerk, now=NOW)
    assert [one.place for one in extend_item(first.item, files=papers(2, 20), by=city.clerk, now=NOW)] == [9, 10]
    withdraw_evidence(kept[4].pk, reason="模糊", by=city.clerk, now=NOW)
    (new,) = extend_item(first.item, files=papers(1, 30), by=city.clerk, now=NOW)
    assert (new.place, new.kind, new.title) == (5, "site_photo", "现场")


def test_the_database_refuses_an_eleventh_file_and_two_at_one_place(city: City, project: Project) -> None:
    first, second = add(city, project, papers(2))
    for place in (0, 11, first.place):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.filter(pk=second.pk).update(place=place)


def test_the_same_content_again_is_said_with_a_link(city: City, project: Project, client: Client, clock: None) -> None:
    old = upload(city, project, "other")
    client.force_login(city.clerk)
    address = reverse("ledger:add_evidence", args=[project.pk])
    answer = client.post(address, {"kind": "business_licence", "file": SimpleUploadedFile("新.pdf", PDF)}, follow=True)
    page = answer.content.decode()
    assert "内容完全相同的文件" in page
    assert reverse("ledger:evidence", args=[old.pk]) in page
    elsewhere = new_project(city, name="另一项目", investor="另一企业")
    assert twins_of([upload(city, elsewhere, "other")]) == []


def test_a_void_document_is_kept_and_proves_nothing(city: City, project: Project) -> None:
    kept = upload(city, project, "investment_agreement")
    with pytest.raises(Invalid, match="作废理由"):
        withdraw_evidence(kept.pk, reason=" ", by=city.clerk, now=NOW)
    withdraw_evidence(kept.pk, reason="传错项目", by=city.clerk, now=NOW)
    kept.refresh_from_db()
    assert (kept.withdrawn_by, kept.withdrawn_reason, kept.version) == (city.clerk, "传错项目", 2)
    assert kept.file.storage.exists(kept.file.name)
    assert kept not in counting_evidence(project)
    last = RowChange.objects.filter(kind=RowKind.EVIDENCE, row=kept.pk).first()
    assert last is not None and (last.after, last.why) == ({}, "传错项目")
    with pytest.raises(Conflict):
        withdraw_evidence(kept.pk, reason="再次", by=city.clerk, now=NOW)


def test_who_may_not_write_the_project_declares_nothing_void(city: City, project: Project) -> None:
    kept = upload(city, project, "other")
    with pytest.raises(NotAllowed):
        withdraw_evidence(kept.pk, reason="不要", by=city.leader, now=NOW)


def test_what_a_waiting_or_approved_claim_stands_on_cannot_be_void(city: City, project: Project) -> None:
    claim = submitted(city, project, Step.SIGN)
    kept = claim.evidence.get()
    with pytest.raises(Conflict, match="申报（待认定）"):
        withdraw_evidence(kept.pk, reason="传错", by=city.clerk, now=NOW)


def test_what_an_approved_claim_stands_on_cannot_be_void(city: City, project: Project) -> None:
    taken = take(city, project, Step.SIGN)
    assert taken.claim is not None
    with pytest.raises(Conflict, match="已认定"):
        withdraw_evidence(taken.claim.evidence.get().pk, reason="传错", by=city.clerk, now=NOW)


def test_a_draft_with_a_void_document_is_not_handed_in(city: City, project: Project) -> None:
    kept = upload(city, project, "investment_agreement")
    fields = {"fair_competition_reviewed_by": "郑审"}
    claim = draft_claim(project.pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=NOW.date(), note="条件具备",
                        fields=fields, evidence=[kept])  # fmt: skip
    withdraw_evidence(kept.pk, reason="传错", by=city.clerk, now=NOW)
    upload(city, project, "investment_agreement")
    with pytest.raises(DomainError, match="已作废"):
        submit_claim(claim.pk, by=city.clerk, now=NOW)


def test_a_claim_takes_at_most_ten_files_of_a_kind(city: City, project: Project) -> None:
    many = [*add(city, project, papers(6)), *add(city, project, papers(6, 10))]
    with pytest.raises(Invalid, match="每类最多10个"):
        draft_claim(project.pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=NOW.date(), evidence=many)
    add(city, project, papers(10, 30), kind="investment_agreement")
    add(city, project, papers(5, 60), kind="investment_agreement")
    fields = {"fair_competition_reviewed_by": "郑审"}
    claim = draft_claim(project.pk, Step.SIGN, by=city.clerk, now=NOW, effective_on=NOW.date(), note="条件具备",
                        fields=fields)  # fmt: skip
    assert submit_claim(claim.pk, by=city.clerk, now=NOW).evidence.count() == 10


def test_a_file_whose_transaction_is_rolled_back_is_put_aside_after_a_day(city: City, project: Project) -> None:
    kept = upload(city, project, "other")
    with pytest.raises(RuntimeError), transaction.atomic():
        add_evidence(project.pk, kind="other", title="", file=papers(1)[0], by=city.clerk, now=NOW)
        raise RuntimeError("something later goes wrong")
    assert len(stored(project)) == 2
    for path in stored(project):
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    assert sweep_files(NOW + timedelta(hours=23), every=timedelta(0)) == 0
    assert sweep_files(NOW + timedelta(hours=25), every=timedelta(0)) >= 1
    assert [path.name for path in stored(project)] == [Path(kept.file.name).name]
    assert Entry.objects.filter(action="evidence.sweep").exists()


def test_the_store_is_swept_once_a_day_and_the_mark_stays(city: City, project: Project) -> None:
    upload(city, project, "other")
    long_ago = NOW + timedelta(days=400)  # later than any mark of another test
    sweep_files(long_ago)
    lost = Path(settings.MEDIA_ROOT) / str(project.pk) / "lost"
    lost.write_bytes(b"x")
    os.utime(lost, (NOW.timestamp(), NOW.timestamp()))
    assert sweep_files(long_ago + timedelta(hours=23)) == 0
    assert lost.exists()
    assert sweep_files(long_ago + timedelta(hours=25)) == 1
    assert not lost.exists()
    assert (Path(settings.MEDIA_ROOT) / ".unregistered" / str(project.pk) / "lost").read_bytes() == b"x"
    (Path(settings.MEDIA_ROOT) / ".swept").unlink()


@pytest.mark.usefixtures("clock")
def test_a_hundred_files_cost_the_queries_of_one(
    city: City, client: Client, django_assert_max_num_queries: Any
) -> None:
    project = new_project(city, name="材料多的项目", investor="材料企业")
    client.force_login(city.clerk)
    address = reverse("desk:project", args=[project.pk]) + "?tab=evidence"
    for start in range(0, 100, 10):
        add(city, project, papers(10, start), title=f"第{start}组")
    with django_assert_max_num_queries(20):
        page = client.get(address).content.decode()
    assert page.count('class="paper-name"') == 100
    assert "其余 80 个文件" in page
