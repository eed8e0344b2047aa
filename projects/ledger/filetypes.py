"""Which files are accepted as evidence: the extension and the first bytes must agree."""

from __future__ import annotations

from projects.errors import Invalid

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument."

TYPES: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "doc": ("application/msword", (_OLE,)),
    "xls": ("application/vnd.ms-excel", (_OLE,)),
    "ppt": ("application/vnd.ms-powerpoint", (_OLE,)),
    "docx": (f"{_OFFICE}wordprocessingml.document", (_ZIP,)),
    "xlsx": (f"{_OFFICE}spreadsheetml.sheet", (_ZIP,)),
    "pptx": (f"{_OFFICE}presentationml.presentation", (_ZIP,)),
}


def check_content(filename: str, head: bytes) -> str:
    """The content type, or ``Invalid``. ``head``: the first 16 bytes."""
    extension = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if extension not in TYPES:
        raise Invalid(f"不支持这种文件，请上传{'、'.join(sorted(TYPES))}格式。", "file")
    content_type, magic = TYPES[extension]
    if not any(head.startswith(start) for start in magic):
        raise Invalid(f"文件内容不是{extension}格式，请用原软件另存后再上传。", "file")
    return content_type
