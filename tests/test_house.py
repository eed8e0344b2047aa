"""The house holds the rules that no linter knows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model

from tests import house

OURS = ("projects.", "workflow.", "notifications.")
MAX_NAME = 30
DJANGO_S_OWN = {"people_officer_user_permissions"}  # made by PermissionsMixin, which leaves no way to name it


def our_models() -> Iterator[type[Model]]:
    for config in apps.get_app_configs():
        if config.name.startswith(OURS):
            yield from config.get_models(include_auto_created=True)


def names_of(model: type[Model]) -> Iterator[str]:
    options = model._meta
    yield options.db_table
    yield from (field.column for field in options.local_concrete_fields)
    yield from (rule.name for rule in (*options.indexes, *options.constraints))


@pytest.mark.parametrize("model", list(our_models()), ids=lambda model: model._meta.label)
def test_no_name_in_the_database_is_longer_than_thirty_characters(model: type[Model]) -> None:
    assert [name for name in names_of(model) if len(name) > MAX_NAME and name not in DJANGO_S_OWN] == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    assert house.long_files() == []


def test_no_function_is_longer_than_sixty_lines() -> None:
    assert house.long_functions() == []


def test_no_file_names_a_registry_or_a_folder_of_somebodys_machine() -> None:
    assert house.addresses() == []


def test_no_task_waits_inside_the_broker() -> None:
    assert house.alarm_clocks() == []


def test_no_row_is_locked_with_its_key() -> None:
    assert house.whole_locks() == []
