"""A look inside a file that says it is a document: is it whole, is it nothing else besides, is it free of macros.

Each check takes the open file and raises ``Invalid``. Nothing here unpacks more than one small part of an archive.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from typing import IO

from PIL import Image, UnidentifiedImageError

from projects.errors import Invalid

Check = Callable[[IO[bytes]], None]
Image.MAX_IMAGE_PIXELS = None  # asked by ``_opened`` itself, after the header and before anything is unpacked

MOST_PIXELS = 120_000_000
MOST_ENTRIES = 5_000
MOST_UNPACKED = 512 * 1024 * 1024
FREE_UNPACKED = 16 * 1024 * 1024
MOST_RATIO = 200
_EDGE = 1024
_CHUNK = 1024 * 1024
_CONTENT_TYPES = "[Content_Types].xml"
_MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?php)", re.IGNORECASE)
_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_BROKEN = "文件不完整或已损坏，请重新导出后再上传。"
_DOUBLE = "文件里夹带了另一种文件（压缩包、程序或网页），请用原软件另存后再上传。"
_MACRO = "文件含有宏，请另存为不含宏的文档后再上传。"


def has_virus_mark(file: IO[bytes]) -> bool:
    """Does the file hold the test string by which every virus scanner is tried?"""
    return _holds(file, _EICAR)


def check_pdf(file: IO[bytes]) -> None:
    """Ends like a PDF, is no web page behind its first line, and no archive."""
    head, tail = _edges(file)
    end = tail.rfind(b"%%EOF")
    if end < 0:
        raise Invalid(_BROKEN, "file", "broken_file")
    if _MARKUP.search(head) or _MARKUP.search(tail[end:]) or _is_archive(file):
        raise Invalid(_DOUBLE, "file", "polyglot")


def check_jpeg(file: IO[bytes]) -> None:
    """A picture that decodes to its end (at an eighth of its size), and no archive behind it."""
    image = _opened(file, "JPEG")
    if not image.info.get("progressive"):  # a progressive one needs all its coefficients at once: header only
        image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
        _decoded(image.load)
    if _is_archive(file):
        raise Invalid(_DOUBLE, "file", "polyglot")


def check_png(file: IO[bytes]) -> None:
    """Every chunk with its checksum, nothing behind the last one."""
    image = _opened(file, "PNG")
    _decoded(image.verify)
    file.seek(-12, 2)
    if file.read(12) != b"\0\0\0\0IEND\xaeB`\x82":
        raise Invalid(_DOUBLE, "file", "polyglot")


def check_ole(*streams: str) -> Check:
    """The old Office container with one of these streams, without macros."""
    names = [name.encode("utf-16-le") for name in streams]

    def check(file: IO[bytes]) -> None:
        if not any(_holds(file, name) for name in names):
            raise Invalid(_BROKEN, "file", "broken_file")
        if _holds(file, "_VBA_PROJECT".encode("utf-16-le")):
            raise Invalid(_MACRO, "file", "macro")

    return check


def check_openxml(folder: str, main: str) -> Check:
    """The new Office container: its main part, no macros, no bomb."""

    def check(file: IO[bytes]) -> None:
        try:
            file.seek(0)
            with zipfile.ZipFile(file) as archive:
                _check_entries(archive.infolist())
                _check_parts(archive, folder, main)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as broken:
            raise Invalid(_BROKEN, "file", "broken_file") from broken

    return check


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(one.file_size for one in entries)
    packed = sum(one.compress_size for one in entries)
    too_tight = unpacked > FREE_UNPACKED and unpacked > MOST_RATIO * max(packed, 1)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or too_tight:
        raise Invalid("文件解压后过大，请拆分后再上传。", "file", "bomb")
    if any(one.filename.startswith(("/", "\\")) or ".." in one.filename.split("/") for one in entries):
        raise Invalid(_DOUBLE, "file", "polyglot")


def _check_parts(archive: zipfile.ZipFile, folder: str, main: str) -> None:
    names = [name.lower() for name in archive.namelist()]
    if _CONTENT_TYPES not in archive.namelist() or archive.getinfo(_CONTENT_TYPES).file_size > _CHUNK:
        raise Invalid(_BROKEN, "file", "broken_file")
    types = archive.read(_CONTENT_TYPES)
    if any(name.endswith("vbaproject.bin") for name in names) or b"macroenabled" in types.lower():
        raise Invalid(_MACRO, "file", "macro")
    if f"{main}.main+xml".encode() not in types or not any(name.startswith(folder) for name in names):
        raise Invalid(_BROKEN, "file", "broken_file")


def _opened(file: IO[bytes], kind: str) -> Image.Image:
    file.seek(0)
    try:
        image = Image.open(file, formats=(kind,))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as broken:
        raise Invalid(_BROKEN, "file", "broken_file") from broken
    if image.width * image.height > MOST_PIXELS:
        raise Invalid(f"图片超过{MOST_PIXELS // 10000:,}万像素，请缩小后再上传。", "file", "bomb")
    return image


def _decoded(act: Callable[[], object]) -> None:
    try:
        act()
    except (OSError, SyntaxError, ValueError, EOFError) as broken:
        raise Invalid(_BROKEN, "file", "broken_file") from broken


def _is_archive(file: IO[bytes]) -> bool:
    """Would an unpacker, which reads from the end, take it for an archive?"""
    file.seek(0)
    return zipfile.is_zipfile(file)


def _edges(file: IO[bytes]) -> tuple[bytes, bytes]:
    file.seek(0)
    head = file.read(_EDGE)
    size = file.seek(0, 2)
    file.seek(max(0, size - _EDGE))
    return head, file.read(_EDGE)


def _holds(file: IO[bytes], needle: bytes) -> bool:
    file.seek(0)
    kept = b""
    while chunk := file.read(_CHUNK):
        window = kept + chunk
        if needle in window:
            return True
        kept = window[-len(needle) :]
    return False
