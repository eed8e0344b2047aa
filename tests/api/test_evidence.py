"""Evidence over the API: kept with its hash, never run by a browser."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from projects.ledger.models import Evidence
from tests.api.callers import BASE, Caller, body_of, caller, signed_in
from tests.factories import PDF, City


@pytest.fixture
def project(city: City, fanchang: Caller) -> str:
    """Id of a project in 在谈."""
    return str(fanchang.post("/projects/", body_of(city)).made()["id"])


def test_a_document_is_kept_with_hash_and_size(fanchang: Caller, project: str) -> None:
    made = fanchang.upload(project, "business_licence", title="营业执照", issued_on="2026-11-01").made()
    assert made["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert (made["size"], made["kind"], made["title"]) == (len(PDF), "business_licence", "营业执照")
    assert fanchang.get(f"/projects/{project}/evidence/").body["results"] == [made]
    assert fanchang.get(made["url"]).body == made
    assert fanchang.get(f"/projects/{project}/evidence/?kind=site_photo").body["results"] == []


@pytest.mark.parametrize("name", ["甲<script>.pdf", 'a"b\r\nX-Evil: 1.pdf', "../../etc/passwd.pdf", "x" * 300 + ".pdf"])
def test_a_download_is_an_attachment_that_no_browser_runs(fanchang: Caller, project: str, name: str) -> None:
    file = SimpleUploadedFile("a.pdf", PDF, "text/html")
    file._name = name
    answer = fanchang.upload(project, "other", file=file)
    if answer.status == 422:
        return
    download = fanchang.get(answer.made()["file"]).response
    assert b"".join(download.streaming_content) == PDF  # type: ignore[attr-defined]
    assert download["Content-Disposition"].startswith("attachment")
    assert download["X-Content-Type-Options"] == "nosniff"
    assert download["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert download["Content-Type"] == "application/octet-stream"
    assert "X-Evil" not in download


@pytest.mark.parametrize(("name", "content"), [
    ("a.svg", b"<svg onload=alert(1)>"),
    ("a.pdf", b"<html>"),
    ("a.exe", b"MZ"),
    ("a.pdf", b""),
    ("pdf", PDF),
])  # fmt: skip
def test_what_is_no_document_is_refused(fanchang: Caller, project: str, name: str, content: bytes) -> None:
    file = SimpleUploadedFile(name, content)
    assert fanchang.upload(project, "other", file=file).refused(422, "invalid")["errors"][0]["field"] == "file"
    assert not Evidence.objects.exists()


def test_unknown_and_missing_form_fields_are_named(fanchang: Caller, project: str) -> None:
    fanchang.upload(project, "other", sha256="x").refused(400, "unknown_field")
    assert fanchang.upload(project, "nosuch").refused(422, "invalid")["errors"][0]["field"] == "kind"
    tomorrow = timezone.localdate() + timedelta(days=1)
    fanchang.upload(project, "other", issued_on=f"{tomorrow}").refused(422, "invalid")
    headers = {"Authorization": f"Bearer {fanchang.key}", "Idempotency-Key": "1"}
    answer = fanchang.client.post(f"{BASE}/projects/{project}/evidence/", {"kind": "other"}, headers=headers)
    assert answer.status_code == 422


def test_a_broken_form_is_400(fanchang: Caller, project: str) -> None:
    headers = {"Authorization": f"Bearer {fanchang.key}", "Idempotency-Key": "1"}
    path = f"{BASE}/projects/{project}/evidence/"
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=é"):
        answer = fanchang.client.generic("POST", path, b"junk", content_type, headers=headers)
        assert answer.status_code in (400, 422), answer.content
    assert fanchang.client.generic("POST", path, b"{}", "application/json", headers=headers).status_code == 415


def test_a_lost_file_is_404_with_advice(fanchang: Caller, project: str) -> None:
    made = fanchang.upload(project, "other").made()
    Evidence.objects.get().file.delete(save=False)
    assert "备份" in fanchang.get(made["file"]).refused(404, "not_found")["detail"]


def test_a_person_downloads_by_session_and_a_stranger_does_not(city: City, fanchang: Caller, project: str) -> None:
    path = fanchang.upload(project, "other").made()["file"]
    assert b"".join(signed_in(city.clerk).get(path).streaming_content) == PDF  # type: ignore[attr-defined]
    assert signed_in(city.sibling_clerk).get(path).status_code == 404
    caller(city.district, "claim:write").get(path).refused(403, "not_allowed")


def test_documents_come_in_pages(fanchang: Caller, project: str, django_assert_num_queries: Any) -> None:
    for number in range(3):
        fanchang.upload(project, "other", title=str(number)).made()
    with django_assert_num_queries(3):  # key, project, page
        page = fanchang.get(f"/projects/{project}/evidence/?page_size=2").body
    rest = fanchang.get(page["next"]).body
    assert [row["title"] for row in page["results"] + rest["results"]] == ["2", "1", "0"]
