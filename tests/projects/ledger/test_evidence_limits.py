"""A request that brings too much is refused before it reaches memory or disk."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from projects.ledger.models import Evidence
from projects.ledger.uploads import BoundedUpload
from tests.factories import PDF, City, build_city, new_project

pytestmark = pytest.mark.django_db
GIGABYTE = 1024**3


class Endless(io.RawIOBase):
    """A body that never ends and counts what was taken from it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0
        self.taken += size
        return b"x" * size


@pytest.fixture
def city() -> City:
    return build_city()


def stream(client: Client, path: str, body: Endless) -> Any:
    """A gigabyte, announced honestly."""
    announced = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(GIGABYTE)}
    return client.generic("POST", path, **{**announced, "wsgi.input": body})


def test_a_gigabyte_is_413_in_chinese_and_not_read(city: City, client: Client) -> None:
    project = new_project(city)
    client.force_login(city.clerk)
    body = Endless()
    answer = stream(client, reverse("ledger:add_evidence", args=[project.pk]), body)
    assert (answer.status_code, "内容过大" in answer.content.decode()) == (413, True)
    assert body.taken < 1024 * 1024
    assert not Evidence.objects.exists()


def test_a_stranger_may_send_no_more_than_a_form(client: Client) -> None:
    body = Endless()
    assert stream(client, reverse("access:login"), body).status_code == 413
    assert body.taken < 1024 * 1024


def test_what_was_announced_too_small_stops_at_the_limit(city: City, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    request = RequestFactory().post("/")
    request.user = city.clerk
    handler = BoundedUpload(request)
    handler.handle_raw_input(None, {}, 10, "x")
    assert handler.receive_data_chunk(b"x" * 1000, 0) == b"x" * 1000
    with pytest.raises(RequestDataTooBig):
        handler.receive_data_chunk(b"x", 1000)


def test_a_file_above_its_own_limit_is_refused_at_its_field_by_name(city: City, client: Client, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 200
    project = new_project(city)
    client.force_login(city.clerk)
    files = [SimpleUploadedFile("小.pdf", PDF), SimpleUploadedFile("大.pdf", PDF + b" " * 300)]
    answer = client.post(reverse("ledger:add_evidence", args=[project.pk]), {"kind": "other", "file": files})
    assert answer.status_code == 422
    assert "大.pdf" in str(answer.context["form"].errors["file"])


def test_nothing_is_left_in_the_folder_for_unfinished_uploads(city: City, client: Client, tmp_path: Any,
                                                               settings: Any) -> None:  # fmt: skip
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    client.force_login(city.clerk)
    stream(client, reverse("ledger:add_evidence", args=[new_project(city).pk]), Endless())
    assert list(tmp_path.iterdir()) == []
