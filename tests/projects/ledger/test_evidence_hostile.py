"""Row 25: no uploaded file attacks who opens it: refused, or handed out sealed; nothing outside the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects.ledger import inspection
from projects.ledger.models import Evidence, Project
from tests.factories import NOW, PDF, City, build_city, new_project
from tests.projects.ledger.files import CLEANED, EICAR, HONEST, REFUSED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The doors read the clock: it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def project(city: City, client: Client) -> Project:
    client.force_login(city.clerk)
    return new_project(city)


def send(client: Client, project: Project, name: str, content: bytes) -> Any:
    """One file through the page; the name as an attacker's own program would send it."""
    file = SimpleUploadedFile("a.pdf", content, "text/html")
    file._name = name
    return client.post(reverse("ledger:add_evidence", args=[project.pk]), {"kind": "other", "file": file})


def stored() -> set[Path]:
    """Everything in the store but its mark."""
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_there_are_thirty_hostile_files_and_more() -> None:
    assert len(REFUSED) + len(CLEANED) >= 30


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_file_is_refused_by_name_and_leaves_nothing(client: Client, project: Project, what: str) -> None:
    name, make = REFUSED[what]
    before = stored()
    answer = send(client, project, name, make())
    assert answer.status_code == 422
    sentence = str(answer.context["form"].errors["file"])
    assert "请" in sentence
    assert not Evidence.objects.exists()
    assert stored() == before


def test_without_the_look_for_archives_the_gifar_would_be_kept(
    client: Client, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the refusals above are the work of the inspection."""
    monkeypatch.setattr(inspection, "_is_archive", lambda file: False)
    assert send(client, project, "a.jpg", REFUSED["jpeg with jar (GIFAR)"][1]()).status_code == 302


@pytest.mark.parametrize("what", CLEANED)
def test_a_hostile_name_is_cleaned_and_the_file_handed_out_sealed(client: Client, project: Project, what: str) -> None:
    name, clean = CLEANED[what]
    before = stored()
    assert send(client, project, name, PDF).status_code == 302
    kept = Evidence.objects.get()
    assert kept.filename == clean
    (new,) = stored() - before
    assert new.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve())
    assert new.name.isalnum() and new.parent.name == str(project.pk)
    answer = client.get(reverse("ledger:evidence", args=[kept.pk]))
    assert_sealed(answer)
    assert "X-Evil" not in answer.headers


@pytest.mark.parametrize("what", HONEST)
def test_an_honest_file_is_kept_under_its_own_type(client: Client, project: Project, what: str) -> None:
    name, make, content_type = HONEST[what]
    assert send(client, project, name, make()).status_code == 302
    kept = Evidence.objects.get()
    assert content_type in kept.content_type
    assert_sealed(client.get(reverse("ledger:evidence", args=[kept.pk])))
    looked = client.get(reverse("ledger:evidence_view", args=[kept.pk]))
    read_to_the_end(looked)
    assert looked.status_code == (200 if what in ("pdf", "jpg", "png") else 404)


def read_to_the_end(answer: Any) -> None:
    """As a browser does, so that its file is closed."""
    if answer.streaming:
        b"".join(answer.streaming_content)


def assert_sealed(answer: Any) -> None:
    """A download that no browser runs."""
    read_to_the_end(answer)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("what", ["jpg", "png", "pdf"])
def test_a_preview_is_inline_under_its_checked_type_in_its_own_policy(
    client: Client, project: Project, what: str
) -> None:
    name, make, content_type = HONEST[what]
    send(client, project, name, make())
    answer = client.get(reverse("ledger:evidence_view", args=[Evidence.objects.get().pk]))
    answer.close()
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'self'" in policy and "script" not in policy
    assert policy.startswith("sandbox;")


def test_the_frame_is_opened_on_that_route_only(client: Client, project: Project) -> None:
    page = client.get(reverse("ledger:add_evidence", args=[project.pk]))
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_the_virus_test_string_is_found_across_the_border_of_two_chunks(
    client: Client, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspection, "_CHUNK", 100)
    answer = send(client, project, "a.pdf", PDF[:60] + bytes(30) + EICAR + b"\n%%EOF\n")
    assert "EICAR" in str(answer.context["form"].errors["file"])
