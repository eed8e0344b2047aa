"""Every column is classified, and what sounds personal is either kept as such or explained."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from pytest_django import Settings

from projects.people.models import Officer
from projects.privacy.columns import ciphered_fields
from projects.privacy.inventory import (
    COLUMNS,
    EXPLAINED,
    KEPT,
    SHOWN,
    Sensitivity,
    context_of,
    own_fields,
    sensitivity_of,
    speaks,
)
from projects.privacy.management.commands import personal_data
from projects.privacy.register import register_markdown


def unclassified() -> list[str]:
    return [context_of(field) for field in own_fields() if sensitivity_of(field) is None]


def unexplained() -> list[str]:
    sounding = [field for field in own_fields() if speaks(field)]
    return [
        context_of(field)
        for field in sounding
        if sensitivity_of(field) == Sensitivity.NONE and context_of(field) not in EXPLAINED
    ]


def test_every_column_of_every_table_is_classified() -> None:
    assert unclassified() == []
    assert len(own_fields()) > 250


def test_what_sounds_personal_is_kept_as_such_or_explained() -> None:
    assert unexplained() == []


def test_the_inventory_names_no_column_that_is_gone() -> None:
    known = {context_of(field) for field in own_fields()}
    assert (set(COLUMNS) - known, set(EXPLAINED) - known) == (set(), set())


def test_every_telephone_is_ciphered() -> None:
    phones = {name for name, kind in COLUMNS.items() if kind == Sensitivity.PHONE}
    assert phones and phones <= {field.context for field in ciphered_fields()}


def test_every_class_says_how_it_is_kept_and_shown() -> None:
    assert set(KEPT) == set(SHOWN) == set(Sensitivity)


@pytest.mark.parametrize(
    "field",
    [
        models.CharField("备注", max_length=9),
        models.CharField("联系电话", max_length=9),
        models.IntegerField("手机"),
        models.TextField("x"),
    ],
)
def test_a_new_column_that_nobody_classified_is_noticed(
    field: models.Field[object, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: what the walk would say about a column that is not in the inventory."""
    field.model, field.name = Officer, "something_new"  # type: ignore[assignment]
    assert sensitivity_of(field) is None
    monkeypatch.setattr(personal_data, "own_fields", lambda: [field])
    with pytest.raises(CommandError, match="something_new"):
        call_command("personal_data", "--check", stdout=StringIO())


def test_a_personal_column_that_is_called_plain_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    monkeypatch.setitem(COLUMNS, "people.officer.phone", Sensitivity.NONE)
    assert unexplained() == ["people.officer.phone"]


def test_the_document_follows_the_inventory(settings: Settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match="不一致"):
        call_command("personal_data", "--check", stdout=StringIO())
    call_command("personal_data", stdout=StringIO())
    call_command("personal_data", "--check", stdout=StringIO())
    text = (tmp_path / "docs" / "personal-data.md").read_text(encoding="utf-8")
    assert text == register_markdown()
    assert "`people.officer.phone` | 人员／电话 | 电话 | 是 |" in text and "不能通过密评" in text
