"""Which files are accepted as evidence: the extension, the first bytes and the structure behind them must agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from projects.errors import Invalid
from projects.ledger.inspection import check_jpeg, check_ole, check_openxml, check_pdf, check_png

_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Type:
    """A kind of file: what it is called, how it begins, and who looks inside."""

    content_type: str
    magic: bytes
    check: Callable[[IO[bytes]], None]


_JPEG = Type("image/jpeg", b"\xff\xd8\xff", check_jpeg)
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

TYPES: dict[str, Type] = {
    "pdf": Type("application/pdf", b"%PDF-", check_pdf),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": Type("image/png", b"\x89PNG\r\n\x1a\n", check_png),
    "doc": Type("application/msword", _OLE, check_ole("WordDocument")),
    "xls": Type("application/vnd.ms-excel", _OLE, check_ole("Workbook", "Book")),
    "ppt": Type("application/vnd.ms-powerpoint", _OLE, check_ole("PowerPoint Document")),
    "docx": Type(f"{_OFFICE}wordprocessingml.document", _ZIP, check_openxml("word/", "wordprocessingml.document")),
    "xlsx": Type(f"{_OFFICE}spreadsheetml.sheet", _ZIP, check_openxml("xl/", "spreadsheetml.sheet")),
    "pptx": Type(f"{_OFFICE}presentationml.presentation", _ZIP, check_openxml("ppt/", "presentationml.presentation")),
}


def check_content(filename: str, file: IO[bytes]) -> str:
    """The content type, or ``Invalid``. ``file`` is left at its beginning."""
    extension = check_extension(filename)
    known = TYPES[extension]
    file.seek(0)
    if not file.read(16).startswith(known.magic):
        raise Invalid(f"文件内容不是{extension}格式，请用原软件另存后再上传。", "file")
    known.check(file)
    file.seek(0)
    return known.content_type


def check_extension(filename: str) -> str:
    """What the name says it is, or ``Invalid``."""
    extension = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if extension not in TYPES:
        raise Invalid(f"不支持这种文件，请上传{'、'.join(sorted(TYPES))}格式。", "file")
    return extension
