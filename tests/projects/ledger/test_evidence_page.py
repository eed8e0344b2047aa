"""Uploading and downloading evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects.ledger.models import Evidence
from tests.factories import NOW, PDF, City, build_city, new_project, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The doors read the clock: it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city() -> City:
    return build_city()


def test_a_document_is_kept_with_its_hash_and_its_date(city: City, client: Client) -> None:
    project = new_project(city)
    client.force_login(city.clerk)
    sent = {
        "kind": "investment_agreement",
        "issued_on": "2026-03-05",
        "file": SimpleUploadedFile("投资协议.pdf", PDF, "application/pdf"),
    }
    answer = client.post(reverse("ledger:add_evidence", args=[project.pk]), sent)
    assert answer.url == reverse("desk:project", args=[project.pk]) + "?tab=evidence"  # type: ignore[attr-defined]
    kept = Evidence.objects.get()
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (kept.filename, str(kept.issued_on)) == ("投资协议.pdf", "2026-03-05")


def test_a_file_that_is_not_what_its_name_says_is_refused_at_the_file_field(city: City, client: Client) -> None:
    project = new_project(city)
    client.force_login(city.clerk)
    sent = {"kind": "site_photo", "file": SimpleUploadedFile("现场.jpg", b"<script>alert(1)</script>")}
    answer = client.post(reverse("ledger:add_evidence", args=[project.pk]), sent)
    assert answer.status_code == 422
    assert "文件内容不是jpg格式" in str(answer.context["form"].errors["file"])
    assert not Evidence.objects.exists()


def test_a_download_is_an_attachment_that_no_browser_runs(city: City, client: Client) -> None:
    kept = upload(city, new_project(city), "investment_agreement")
    client.force_login(city.clerk)
    answer = client.get(reverse("ledger:evidence", args=[kept.pk]))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_document_that_the_storage_has_lost_is_404_with_a_sentence(city: City, client: Client) -> None:
    kept = upload(city, new_project(city), "investment_agreement")
    kept.file.storage.delete(kept.file.name)
    client.force_login(city.clerk)
    answer = client.get(reverse("ledger:evidence", args=[kept.pk]))
    assert answer.status_code == 404
    assert "从备份恢复" in answer.content.decode()


def test_evidence_of_another_district_is_404(city: City, client: Client) -> None:
    kept = upload(city, new_project(city), "investment_agreement")
    client.force_login(city.sibling_clerk)
    assert client.get(reverse("ledger:evidence", args=[kept.pk])).status_code == 404


def test_the_checklist_link_opens_the_upload_with_the_kind_chosen(city: City, client: Client) -> None:
    project = new_project(city)
    client.force_login(city.clerk)
    page = client.get(reverse("ledger:add_evidence", args=[project.pk]), {"kind": "site_photo"}).content.decode()
    assert '<option value="site_photo" selected>' in page
