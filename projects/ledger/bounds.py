"""Bounds of whole numbers, said by us: those of a column's type differ by database, and the API's schema with them."""

from __future__ import annotations

from django.core.validators import BaseValidator, MaxValueValidator, MinValueValidator


def within(least: int, most: int) -> list[BaseValidator]:
    """Validators for ``least <= value <= most``. Outer bounds only: the services know the narrower rule and say why."""
    return [MinValueValidator(least), MaxValueValidator(most)]
