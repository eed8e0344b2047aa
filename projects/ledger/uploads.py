"""How much one request may bring: told from its announced length, before anything reaches memory or disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

TOO_MUCH = "内容过大或一次文件过多，请分批提交。"


class BoundedUpload(FileUploadHandler):
    """First of ``FILE_UPLOAD_HANDLERS``: ``RequestDataTooBig`` (413) above the limit of a person, or of a stranger.

    Counts too, so that what was not announced, or announced too small, stops at the limit.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.taken = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Before the first byte."""
        if content_length > self.limit:
            raise RequestDataTooBig(TOO_MUCH)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Every piece of every file, on its way to the next handler."""
        self.taken += len(raw_data)
        if self.taken > self.limit:
            raise RequestDataTooBig(TOO_MUCH)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handlers keep the file."""

    @property
    def limit(self) -> int:
        """Bytes: all files of one upload for who is signed in, a form's worth for anybody else."""
        known = getattr(getattr(self.request, "user", None), "is_authenticated", False)
        return int(settings.UPLOAD_MAX_BYTES if known else settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
