"""The ciphered columns of all rooms, and their tokens as they stand in the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import ExpressionWrapper, F

from projects.privacy.fields import EncryptedTextField

BATCH = 500


def ciphered_fields() -> list[EncryptedTextField]:
    """Every ciphered field, in the order of its name."""
    found = [
        field
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField)
    ]
    return sorted(found, key=lambda field: field.context)


def with_token(rows: models.QuerySet[Any], field: str) -> models.QuerySet[Any]:
    """Rows that hold something in ``field``, annotated with ``held_token``: what the column holds, untouched."""
    raw = ExpressionWrapper(F(field), output_field=models.TextField())
    return rows.filter(**{f"{field}__isnull": False}).exclude(**{field: ""}).annotate(held_token=raw)


def batches(rows: models.QuerySet[Any], field: str, *, size: int = BATCH) -> Iterator[list[tuple[Any, str]]]:
    """(pk, token) of ``rows`` in the order of the key, ``size`` at a time; what is written meanwhile does no harm."""
    found = with_token(rows, field).order_by("pk")
    last: Any = None
    while True:
        page = found if last is None else found.filter(pk__gt=last)
        batch = list(page.values_list("pk", "held_token")[:size])
        if not batch:
            return
        yield batch
        last = batch[-1][0]
