"""Files in a form (multipart/form-data, RFC 7578)."""

from __future__ import annotations

import mimetypes
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterable, Iterator, Mapping, Union


@dataclass(frozen=True)
class Upload:
    """A file to send: its name as the server shall keep it, its bytes, and its type (guessed from the name)."""

    name: str
    content: bytes
    content_type: str = ""

    @classmethod
    def of(cls, path: str | os.PathLike[str]) -> Upload:
        """A file of this machine."""
        found = Path(path)
        return cls(found.name, found.read_bytes())

    @property
    def kind(self) -> str:
        """The media type."""
        return self.content_type or mimetypes.guess_type(self.name)[0] or "application/octet-stream"


File = Union[Upload, str, "os.PathLike[str]"]


def has_files(body: Mapping[str, Any]) -> bool:
    """Does the body carry files, and so must be a form?"""
    return any(isinstance(one, (Upload, os.PathLike)) for _, one in _pairs(body))


def form(body: Mapping[str, Any], files: Iterable[str]) -> tuple[bytes, str]:
    """The form and its content type; the fields named in ``files`` are files even when given as a path's text."""
    boundary, names = uuid.uuid4().hex, frozenset(files)
    parts = b"".join(_part(boundary, name, value, names) for name, value in _pairs(body) if value is not None)
    return parts + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _pairs(body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        if isinstance(value, (list, tuple)):
            yield from ((name, one) for one in value)
        else:
            yield name, value


def _part(boundary: str, name: str, value: Any, files: frozenset[str]) -> bytes:
    if name in files and isinstance(value, (str, os.PathLike)):
        value = Upload.of(value)
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
    if isinstance(value, Upload):
        clean = value.name.replace('"', "%22").replace("\r", "").replace("\n", "")
        return f'{head}; filename="{clean}"\r\nContent-Type: {value.kind}\r\n\r\n'.encode() + value.content + b"\r\n"
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return f"{head}\r\n\r\n{text}\r\n".encode()
