"""Evidence in parts: resumed where it stopped, examined like a whole one, forgotten when nobody comes back."""

from __future__ import annotations

import hashlib
import os
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from projects.audit.models import Entry
from projects.ledger.api.arrivals import MOST_PART
from projects.ledger.arriving import part_file
from projects.ledger.models import Arrival, Evidence, Project
from projects.ledger.services import arrivals
from tests.api.callers import Answer, Caller
from tests.factories import PDF, City, new_project

PART = "application/offset+octet-stream"


@pytest.fixture
def project(city: City) -> Project:
    return new_project(city)


def announced(system: Caller, project: Project, content: bytes = PDF, **over: Any) -> Answer:
    body = {"kind": "business_licence", "filename": "执照.pdf", "size": len(content), "title": "营业执照"}
    body["sha256"] = hashlib.sha256(content).hexdigest()
    return system.post(f"/projects/{project.pk}/uploads/", {**body, **over})


def part(system: Caller, url: str, content: bytes, at: int | str, kind: str = PART) -> Answer:
    headers = {"Authorization": f"Bearer {system.key}", "Upload-Offset": str(at)}
    return Answer(system.client.generic("PATCH", url, content, kind, headers=headers))


def complete(system: Caller, url: str, **over: Any) -> Answer:
    return system.post(f"{url}complete/", **over)


def test_a_file_in_parts_becomes_the_evidence_it_would_have_been_whole(
    city: City, fanchang: Caller, project: Project
) -> None:
    begun = announced(fanchang, project)
    url = begun.made(201)["url"]
    assert (begun.response["Location"], begun.body["offset"]) == (url, 0)
    middle = len(PDF) // 2
    assert part(fanchang, url, PDF[:middle], 0).made(200)["offset"] == middle
    assert part(fanchang, url, PDF[middle:], middle).response["Upload-Offset"] == str(len(PDF))
    made = complete(fanchang, url, key="k").made(201)
    assert complete(fanchang, url, key="k").body == made
    kept = Evidence.objects.get(pk=made["id"])
    whole = fanchang.upload(str(project.pk), "business_licence", title="营业执照").made()
    same = ("sha256", "size", "content_type", "kind", "title", "issued_on")
    assert {name: made[name] for name in same} == {name: whole[name] for name in same}
    with kept.file.open() as file:
        assert file.read() == PDF
    assert not Arrival.objects.exists()
    assert Entry.objects.filter(action="evidence.add", object_id=str(kept.pk)).exists()


def test_the_offset_is_told_and_a_part_from_elsewhere_is_refused_with_it(
    city: City, fanchang: Caller, project: Project
) -> None:
    url = announced(fanchang, project).made()["url"]
    part(fanchang, url, PDF[:10], 0).made(200)
    head = fanchang.send("HEAD", url)
    assert (head.status, head.response["Upload-Offset"], head.response["Upload-Length"]) == (200, "10", str(len(PDF)))
    for at in (0, 9, 11):
        refused = part(fanchang, url, PDF[at : at + 5], at).refused(409, "wrong_offset")
        assert refused["current"]["offset"] == 10
    part(fanchang, url, PDF[10:], "x").refused(422, "invalid")
    part(fanchang, url, PDF[10:], 10, "application/octet-stream").refused(415, "unsupported_media_type")
    part(fanchang, url, PDF, 10).refused(422, "invalid")
    part(fanchang, url, b"0" * (MOST_PART + 1), 10).refused(413, "too_large")
    assert fanchang.get(url).made(200)["offset"] == 10
    assert fanchang.send("PATCH", url, {}).status == 415


def test_every_part_makes_another_version_and_the_tag_tells_it(city: City, fanchang: Caller, project: Project) -> None:
    begun = announced(fanchang, project)
    url = begun.made()["url"]
    assert (begun.body["version"], begun.etag, begun.body["updated_at"]) == (1, '"1"', begun.body["created_at"])
    sent = part(fanchang, url, PDF[:10], 0)
    assert (sent.made(200)["version"], sent.etag) == (11, '"11"')
    assert (fanchang.get(url).etag, fanchang.get(url).body) == ('"11"', sent.body)
    assert fanchang.get(f"{url}?fields=offset").body == {"offset": 10}


def test_a_part_that_is_refused_makes_nothing_newer(city: City, fanchang: Caller, project: Project) -> None:
    begun = announced(fanchang, project).made()
    refused = part(fanchang, begun["url"], PDF[:10], 5).refused(409, "wrong_offset")
    assert (refused["current"]["version"], refused["current"]["updated_at"]) == (1, begun["updated_at"])
    assert fanchang.get(begun["url"]).body == begun


def test_a_part_as_large_as_announced_is_taken(city: City, fanchang: Caller, project: Project) -> None:
    content = PDF + b"0" * MOST_PART
    begun = announced(fanchang, project, content).made()
    assert begun["part_size"] == MOST_PART
    assert part(fanchang, begun["url"], content[:MOST_PART], 0).made(200)["offset"] == MOST_PART


def test_parts_of_which_nobody_knows_are_swept(city: City, fanchang: Caller, project: Project) -> None:
    kept = announced(fanchang, project).made()
    part(fanchang, kept["url"], PDF[:7], 0).made(200)
    own, stray = part_file(Arrival.objects.get().pk), part_file(uuid4())
    stray.write_bytes(PDF)
    fresh = part_file(uuid4())
    fresh.write_bytes(PDF)
    long_ago = (timezone.now() - 2 * arrivals.KEPT).timestamp()
    os.utime(stray, (long_ago, long_ago))
    assert arrivals.sweep_arrivals(timezone.now()) == 0
    assert (own.exists(), fresh.exists(), stray.exists()) == (True, True, False)
    fresh.unlink()


def test_an_upload_goes_on_after_a_restart_for_nothing_of_it_is_in_memory(
    city: City, fanchang: Caller, project: Project
) -> None:
    """The row and the part file are all there is: another process finds the same offset."""
    body = announced(fanchang, project).made()
    part(fanchang, body["url"], PDF[:7], 0).made(200)
    assert part_file(Arrival.objects.get().pk).read_bytes() == PDF[:7]
    again = Caller(fanchang.key, fanchang.row)
    assert again.get(body["url"]).made(200)["offset"] == 7
    part(again, body["url"], PDF[7:], 7).made(200)
    complete(again, body["url"]).made(201)


def test_another_digest_is_refused_and_nothing_is_kept(city: City, fanchang: Caller, project: Project) -> None:
    url = announced(fanchang, project, sha256="0" * 64).made()["url"]
    part(fanchang, url, PDF, 0).made(200)
    refused = complete(fanchang, url).refused(422, "invalid")
    assert refused["errors"][0]["code"] == "wrong_sha256"
    assert not Evidence.objects.exists()
    assert fanchang.get(url).made(200)["offset"] == 0
    assert not part_file(Arrival.objects.get().pk).exists()


@pytest.mark.parametrize(
    ("content", "filename"), [(b"<html>" + b"x" * 40, "执照.pdf"), (PDF, "执照.png"), (PDF + b"PK", "执照.docx")]
)
def test_what_the_whole_door_refuses_is_refused_here_and_nothing_is_kept(
    city: City, fanchang: Caller, project: Project, content: bytes, filename: str
) -> None:
    url = announced(fanchang, project, content, filename=filename).made()["url"]
    part(fanchang, url, content, 0).made(200)
    complete(fanchang, url).refused(422, "invalid")
    assert not Evidence.objects.exists()
    assert fanchang.get(url).made(200)["offset"] == 0


def test_what_can_be_refused_before_the_first_byte_is(city: City, fanchang: Caller, project: Project) -> None:
    announced(fanchang, project, size=0).refused(422, "invalid")
    announced(fanchang, project, size=51 * 1024 * 1024).refused(422, "invalid")
    announced(fanchang, project, filename="执照.exe").refused(422, "invalid")
    announced(fanchang, project, sha256="z" * 64).refused(422, "invalid")
    announced(fanchang, project, issued_on="2099-01-01").refused(422, "invalid")
    announced(fanchang, project, kind="nonsense").refused(422, "invalid")
    assert not Arrival.objects.exists()


def test_an_incomplete_file_is_not_completed(city: City, fanchang: Caller, project: Project) -> None:
    url = announced(fanchang, project).made()["url"]
    part(fanchang, url, PDF[:-1], 0).made(200)
    assert complete(fanchang, url).refused(409, "conflict")["reason"] == "upload_incomplete"
    assert fanchang.get(url).made(200)["offset"] == len(PDF) - 1


def test_a_unit_that_does_not_see_the_project_knows_nothing_of_it(
    city: City, fanchang: Caller, jiujiang: Caller, project: Project
) -> None:
    announced(jiujiang, project).refused(404, "not_found")
    url = announced(fanchang, project).made()["url"]
    jiujiang.get(url).refused(404, "not_found")
    part(jiujiang, url, PDF, 0).refused(404, "not_found")
    complete(jiujiang, url).refused(404, "not_found")
    jiujiang.send("DELETE", url).refused(404, "not_found")
    assert fanchang.get(url).made(200)["offset"] == 0


def test_an_account_has_only_so_much_on_its_way(
    city: City, fanchang: Caller, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "MOST_OPEN", 2)
    first = announced(fanchang, project).made()["url"]
    announced(fanchang, project).made()
    assert announced(fanchang, project).refused(409, "conflict")["reason"] == "upload_quota"
    assert fanchang.send("DELETE", first).status == 204
    announced(fanchang, project).made()
    monkeypatch.setattr(arrivals, "MOST_OPEN", 99)
    monkeypatch.setattr(arrivals, "MOST_OPEN_BYTES", 3 * len(PDF) - 1)
    announced(fanchang, project).refused(409, "conflict")
