"""Somebody was faster: what was typed beside what is stored now, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict

NOTHING = "（空）"
Differing = tuple[str, str, str]
"""Label, typed text and stored text."""


class Overtaken(forms.Form):
    """A form with a hidden ``version`` that can be sent again from the version now shown: with open eyes."""

    is_overtaken = False

    def count_from(self, version: int) -> None:
        """What was typed stays; the next sending counts from ``version``."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("version")] = str(version)
        self.data = data
        self.is_overtaken = True


def differing(form: forms.Form, stored: Mapping[str, Any]) -> list[Differing]:
    """Every field of ``form`` in which what was typed differs from ``stored``."""
    rows = [(name, form[name]) for name in form.fields if name in stored]
    texts = [
        (str(box.label), _text(form.fields[name], box.value()), _text(form.fields[name], stored[name]))
        for name, box in rows
    ]
    return [one for one in texts if one[1] != one[2]]


def _text(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return "是" if field.to_python(value) else "否"
    if isinstance(field, forms.ModelMultipleChoiceField):
        keys = {str(getattr(one, "pk", one)) for one in value or []}
        return "、".join(str(one) for one in field.queryset or () if str(one.pk) in keys) or NOTHING
    if isinstance(field, forms.ChoiceField):
        return _choice_text(field, str(getattr(value, "pk", value) or ""))
    if isinstance(field, forms.DecimalField) and value not in (None, ""):
        return _number_text(str(value))
    return str(value).strip().replace("\r\n", "\n") if value not in (None, "") else NOTHING


def _choice_text(field: forms.ChoiceField, key: str) -> str:
    flat: dict[str, str] = {}
    for value, label in field.choices:  # type: ignore[union-attr, misc]
        group = label if isinstance(label, list | tuple) else [(value, label)]
        flat.update({str(one): str(word) for one, word in group})
    return flat.get(key, key) or NOTHING


def _number_text(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
