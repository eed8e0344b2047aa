"""Packages of calls that are refused as a whole: out of order, altered, foreign, hostile, damaged. Nothing is kept."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from notifications.exchange.models import Content, Incoming
from notifications.exchange.services import (
    hand_out,
    make_package,
)
from projects.errors import DomainError
from tests.factories import PDF, City
from tests.notifications.exchange.conftest import GUIDE, District, cut_off, unzipped, zipped
from tests.notifications.exchange.test_packages_in import brought, projects

pytestmark = pytest.mark.django_db


def refused(district: District, content: bytes, sentence: str) -> None:
    """Nothing of it is kept or done."""
    before = Incoming.objects.count()
    with pytest.raises(DomainError, match=sentence):
        brought(district, content)
    assert Incoming.objects.count() == Content.objects.count() == before


def test_packages_come_in_order_and_each_number_once(city: City, district_office: District) -> None:
    there = district_office
    refused(there, there.pack(2, *projects(city, "甲")), "应先上传第 1 号")
    brought(there, there.pack(1, *projects(city, "甲")))
    refused(there, there.pack(1, *projects(city, "乙")), "第 1 号申报包已收过，内容与这一份不同")
    refused(there, there.pack(3, *projects(city, "乙")), "应先上传第 2 号")


ALTERED = [
    ("manifest.json", b'"count": 1', b'"count": 2', "签名不是该系统的"),
    ("requests.jsonl", b"POST", b"PUT", "SHA-256 不符"),
    ("signature.txt", b"v1,", b"v1,A", "签名不是该系统的"),
    ("signature.txt", b"webhook-id", b"webhook-no", "signature.txt 应有"),
]
"""Member, what stood there, what stands there now, the refusal. A refusal leaves nothing: one city serves them all."""


def test_what_was_altered_on_the_way_is_refused(city: City, district_office: District) -> None:
    files = district_office.parts(1, *projects(city, "甲"))
    for name, old, new, sentence in ALTERED:
        assert old in files[name]
        refused(district_office, zipped(files | {name: files[name].replace(old, new)}), sentence)


def test_the_package_of_another_client_is_refused(city: City, district_office: District, tmp_path: Path) -> None:
    other = cut_off(city.sibling, tmp_path)
    refused(district_office, other.pack(1, *projects(city, "甲")), "签名不是该系统的")
    mine = district_office.parts(1, *projects(city, "甲"))
    manifest = mine["manifest.json"].replace(str(district_office.client.pk).encode(), str(other.client.pk).encode())
    signature = "".join(f"{k}: {v}\n" for k, v in GUIDE.signed(district_office.secret, manifest).items())
    content = zipped(mine | {"manifest.json": manifest, "signature.txt": signature.encode()})
    refused(district_office, content, "不是这个系统的")


def test_a_package_of_ours_is_none_of_theirs(district_office: District) -> None:
    now = timezone.now()
    ours = hand_out(make_package(district_office.client, snapshot=True, by=None, now=now), by=None, now=now)
    with pytest.raises(DomainError, match="不该有的文件"):
        brought(district_office, ours)
    files = unzipped(ours)
    files = {name: files[name] for name in ("manifest.json", "signature.txt")} | {"requests.jsonl": b"{}\n"}
    with pytest.raises(DomainError, match="这不是申报包"):
        brought(district_office, zipped(files))


ELSEWHERE = [
    "/backoffice/",
    "/clients/",
    "http://elsewhere.example/api/v1/projects/",
    "//elsewhere.example/api/v1/projects/",
    "/api/v1/../../clients/",
    "/api/v1/%2e%2e/%2e%2e/clients/",
    "/api/v1//projects/",
    "/api/v1/projects/\r\nX: 1",
    "/api/v1/projects/%00",
    "",
]


def test_a_path_outside_the_api_refuses_the_whole_package(city: City, district_office: District) -> None:
    for path in ELSEWHERE:
        lines = [*projects(city, "甲"), {"method": "GET", "path": path}]
        refused(district_office, district_office.pack(1, *lines), "第 2 行的 path")


NO_LINES: list[tuple[Any, str]] = [
    ({"method": "TRACE", "path": "/api/v1/projects/"}, "method 应为"),
    ({"method": "GET", "path": "/api/v1/projects/", "host": "x"}, "只能有"),
    ({"method": "GET", "path": "/api/v1/projects/", "headers": {"Authorization": "Bearer x"}}, "headers 只能有"),
    ({"method": "GET", "path": "/api/v1/projects/", "headers": {"Cookie": "sessionid=1"}}, "headers 只能有"),
    ({"method": "GET", "path": "/api/v1/projects/", "headers": {"If-Match": "x\n"}}, "headers 只能有"),
    ({"method": "POST", "path": "/api/v1/x/", "files": {"file": "evidence/none.pdf"}}, "不在包里"),
    ({"method": "POST", "path": "/api/v1/x/", "files": {"file": "manifest.json"}}, "不在包里"),
    ({"method": "POST", "path": "/api/v1/x/", "body": {}, "form": {"a": "b"}}, "只用一种"),
    ([], "只能有"),
]


def test_a_line_that_is_none_refuses_the_whole_package(district_office: District) -> None:
    for line, sentence in NO_LINES:
        refused(district_office, district_office.pack(1, line), sentence)


def test_five_thousand_lines_and_no_more(district_office: District) -> None:
    lines = [{"method": "GET", "path": "/api/v1/projects/"}] * 5_001
    refused(district_office, district_office.pack(1, *lines), "最多 5000 条")


def test_names_that_lead_elsewhere_are_refused(city: City, district_office: District) -> None:
    files = district_office.parts(1, *projects(city, "甲"))
    for name in ("../evil.pdf", "evidence/../../evil", "/etc/passwd", "evidence/a/b.pdf", "evidence/..", "C:\\evil",
                 "evidence/a\\b", "readme.txt"):  # fmt: skip
        refused(district_office, zipped(files | {name: b"x"}), "不该有的文件")


def test_a_zip_that_unpacks_to_a_flood_is_refused(district_office: District) -> None:
    files = district_office.parts(
        1, {"method": "GET", "path": "/api/v1/projects/"}, evidence={"a.pdf": b"0" * 5_000_000}
    )
    refused(district_office, zipped(files), "解开后过大")


def test_a_zip_that_lies_about_its_size_is_refused(district_office: District) -> None:
    content = bytearray(district_office.pack(1, {"method": "GET", "path": "/api/v1/projects/"}))
    with zipfile.ZipFile(BytesIO(bytes(content))) as archive:
        size = archive.getinfo("requests.jsonl").file_size
    at = content.rindex(b"requests.jsonl") - 46 + 24  # size in the central directory
    assert int.from_bytes(content[at : at + 4], "little") == size
    content[at : at + 4] = (size - 5).to_bytes(4, "little")
    refused(district_office, bytes(content), "不是完整的 zip|SHA-256 不符")


def test_what_is_no_package_is_refused(district_office: District) -> None:
    for content in (b"", b"PK\x03\x04", b"hello", zipped({})):
        refused(district_office, content, "不是完整的 zip|缺少")


def test_an_entry_twice_is_refused(district_office: District) -> None:
    files = district_office.parts(1, {"method": "GET", "path": "/api/v1/projects/"})
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        for name, data in [*files.items(), ("requests.jsonl", json.dumps({}).encode())]:
            archive.writestr(name, data)
    refused(district_office, file.getvalue(), "重名")


@pytest.mark.parametrize("damage", ["name", "place"])
def test_a_damaged_zip_is_said_to_be_damaged(city: City, district_office: District, damage: str) -> None:
    content = district_office.pack(1, *projects(city, "甲"), evidence={"合同.pdf": PDF})
    if damage == "name":
        content = content.replace("合同".encode(), b"\xff" * 6)
    else:
        at = content.rindex(b"PK\x05\x06") + 16
        content = content[:at] + (2**31).to_bytes(4, "little") + content[at + 4 :]
    refused(district_office, content, "可能在介质上损坏")


def test_a_crowd_of_members_is_refused_before_they_are_read(district_office: District) -> None:
    refused(district_office, b"PK\x01\x02" * 2_001, "超过1000个")
