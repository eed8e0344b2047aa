"""A text column that is ciphered in the database and clear in memory."""

from __future__ import annotations

import logging
from typing import Any

from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models.lookups import Exact

from projects.privacy.ciphers import Refused
from projects.privacy.forms import KeptField
from projects.privacy.tokens import UNREADABLE, Token, Unreadable, open_token, seal

log = logging.getLogger(__name__)


class EncryptedTextField(models.TextField):
    """Text kept as a token of ``tokens``. ``max_length`` counts clear characters. Empty stays empty.

    A value cannot be searched: the same text is another token each time. Lookups other than ``isnull``, and ``exact``
    with nothing or with a ``Token``, are refused.
    """

    description = "Ciphered text"

    @property
    def context(self) -> str:
        """Authenticated with each value: ``people.officer.phone``."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        """The clear text, or ``Unreadable``; which column is in the log, the value is not."""
        if not value:
            return value
        try:
            return open_token(value, context=self.context)
        except Refused as refused:
            log.error("a ciphered value does not decipher: %s (%s); run manage.py verify_fields", self.context, refused)
            return Unreadable(value)

    def get_prep_value(self, value: Any) -> Any:
        """What the column gets."""
        value = super().get_prep_value(value)
        if value is None or isinstance(value, Token):
            return None if value is None else str(value)
        if isinstance(value, Unreadable):
            return value.token
        if value == UNREADABLE:
            raise ValueError(f"{self.context}: the words for an unreadable value are not a value")
        return str(seal(value, context=self.context))

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """The words for an unreadable value are no value."""
        super().validate(value, model_instance)
        if value == UNREADABLE and not isinstance(value, Unreadable):
            raise ValidationError("请重新填写。")

    def formfield(self, **kwargs: Any) -> Any:
        """An input that does not show what is kept; whatever widget for long texts was asked for."""
        wanted = {name: value for name, value in kwargs.items() if name not in ("widget", "form_class", "max_length")}
        given = {"widget": forms.TextInput(attrs={"autocomplete": "off"}), "max_length": self.max_length}
        return super().formfield(**{**wanted, **given, "form_class": KeptField})

    def get_lookup(self, lookup_name: str) -> Any:
        """Only what a ciphered column can answer."""
        if lookup_name == "exact":
            return _SameToken
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.context} is ciphered: it cannot be searched by {lookup_name!r}")


class _SameToken(Exact):
    """Empty, or this very token."""

    def get_prep_lookup(self) -> Any:
        if self.rhs == "" or isinstance(self.rhs, Token):
            return str(self.rhs)
        raise FieldError("a ciphered column is compared with nothing or with a Token")
