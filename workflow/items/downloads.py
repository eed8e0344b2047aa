"""Handing out files of a thread, sealed as evidence is."""

from __future__ import annotations

from typing import Any, cast

from django.http import FileResponse

from projects.ledger import downloads
from workflow.items.models import ItemFile


def attachment(file: ItemFile) -> FileResponse:
    """As an attachment that no browser runs; ``NotFound`` (``file_lost``) when the storage has lost it."""
    return downloads.attachment(cast(Any, file))


def preview(file: ItemFile) -> FileResponse:
    """A picture or PDF for looking at, in a sandbox."""
    return downloads.preview(cast(Any, file))
