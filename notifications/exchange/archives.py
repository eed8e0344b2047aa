"""Zips of the exchange: written so that the same content is the same bytes, read within fixed bounds. Pure.

Bounds after reliability.md 4.5, as ``projects/people/roster/archives`` keeps them for workbooks: what a zip says of
itself is not believed, a name is a plain one of our own list or of one folder, and nothing is ever written to a path.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping

from projects.errors import Invalid

MOST_BYTES = 64 * 1024 * 1024
MOST_ENTRIES = 1_000
MOST_UNPACKED = 256 * 1024 * 1024
MOST_RATIO = 100
SMALL = 1024 * 1024
"""Below this a member may be packed as tightly as it likes: a megabyte harms nobody."""
MOMENT = (2020, 1, 1, 0, 0, 0)
"""The time every member bears: a zip must not differ because the clock went on."""
EVIDENCE = "evidence/"
_EVIDENCE_NAME = re.compile(r"evidence/[^/\\\x00-\x1f:*?\"<>|]{1,120}")
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OverflowError, RuntimeError),
    ValueError,  # a name that is no UTF-8, a place before the beginning
)
"""What zipfile says of a damaged file."""
CROWDED = f"包里的文件超过{MOST_ENTRIES}个，请分成几个包。"
_ENTRY = b"PK\x01\x02"
Sound = Callable[[str], bool]


class Hostile(Invalid):
    """The file is not opened."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, "file", "unsafe_file")


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip of ``members`` in their order; the same members give the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            archive.writestr(entry, content, compresslevel=6)
    return file.getvalue()


def unpacked(content: bytes, *, names: frozenset[str], evidence: bool = False) -> dict[str, bytes]:
    """Name → bytes. ``Hostile`` with a sentence for everything that is no zip of exactly these names.

    ``evidence``: files of one folder ``evidence/`` may be there as well.
    """
    if len(content) > MOST_BYTES:
        raise Hostile("文件超过64 MB，请把材料分到几个包里，按顺序上传。")
    if content.count(_ENTRY) > 2 * MOST_ENTRIES:  # before an object is made of each
        raise Hostile(CROWDED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check(entries, lambda name: name in names or (evidence and is_evidence(name)))
            absent = sorted(names - {one.filename for one in entries})
            if absent:
                raise Hostile(f"包里缺少 {absent[0]}，请用接入指南的程序重新制作。")
            return {one.filename: _inflated(archive, one) for one in entries}
    except BROKEN as broken:
        raise Hostile("这不是完整的 zip 文件，可能在介质上损坏，请重新拷贝后再上传。") from broken


def is_evidence(name: str) -> bool:
    """Is it a plain file name inside ``evidence/``?"""
    return bool(_EVIDENCE_NAME.fullmatch(name)) and name.removeprefix(EVIDENCE).strip(". ") != ""


def _check(entries: list[zipfile.ZipInfo], sound: Sound) -> None:
    names = [one.filename for one in entries]
    if len(entries) > MOST_ENTRIES:
        raise Hostile(CROWDED)
    if len(set(names)) != len(names) or any(one.flag_bits & 1 for one in entries):
        raise Hostile("包里有重名或加了密码的文件，请用接入指南的程序重新制作。")
    for name, entry in zip(names, entries, strict=True):
        if entry.orig_filename != name or not sound(name):
            raise Hostile(f"包里有不该有的文件“{name[:60]}”：只能有清单、内容、签名和 evidence/ 下的材料。")
    if sum(one.file_size for one in entries) > MOST_UNPACKED:
        raise Hostile("文件解开后过大，不予打开，请分成几个包。")
    if any(one.file_size > max(SMALL, MOST_RATIO * max(one.compress_size, 1)) for one in entries):
        raise Hostile("文件解开后过大，不予打开，请分成几个包。")


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Hostile("文件用了少见的压缩方式，不予打开，请用普通的 zip 压缩。")
    with archive.open(entry) as part:
        data = part.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise zipfile.BadZipFile(entry.filename)
    return data
