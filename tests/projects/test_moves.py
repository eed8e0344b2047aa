"""Operations that spare the rendering of models do what the same operations do one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from django.apps.registry import Apps
from django.db import connection, migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pytest_django.plugin import DjangoDbBlocker

from projects.moves import RunWithoutModels, Together, together
from tests.databases import empty_database


def key() -> tuple[str, models.Field[int, int]]:
    return "id", models.BigAutoField(primary_key=True)


def first() -> list[Operation]:
    return [
        migrations.CreateModel("Shelf", [key(), ("name", models.CharField(max_length=9))]),
        migrations.CreateModel("Book", [key(), ("shelf", models.ForeignKey("rooms.Shelf", models.PROTECT))]),
    ]


def second() -> list[Operation]:
    """SQLite makes the table anew for each, so each must see the one before."""
    return [
        migrations.CreateModel("Reader", [key(), ("name", models.CharField(max_length=9))]),
        migrations.AddField("shelf", "height", models.IntegerField(default=7)),
        migrations.AddField("shelf", "keeper", models.ForeignKey("rooms.Reader", models.PROTECT, null=True)),
        migrations.AddConstraint(
            "shelf", models.CheckConstraint(condition=models.Q(height__gt=0), name="rooms_shelf_height")
        ),
        migrations.AlterField("shelf", "name", models.CharField(max_length=40, default="")),
        migrations.AddIndex("shelf", models.Index(fields=["name"], name="rooms_shelf_name")),
    ]


def state_after(*rows: Sequence[Operation], rendered: bool = False) -> ProjectState:
    state = ProjectState()
    if rendered:
        _ = state.apps
    for operation in [one for row in rows for one in row]:
        operation.state_forwards("rooms", state)
    return state


def migration(operations: Sequence[Operation]) -> migrations.Migration:
    return type("Migration", (migrations.Migration,), {"operations": list(operations)})("0001_initial", "rooms")


def schema() -> dict[str, object]:
    """Of our three tables: columns and constraints with their names."""
    with connection.cursor() as cursor:
        names = sorted(name for name in connection.introspection.table_names(cursor) if name.startswith("rooms_"))
        return {
            name: (
                sorted(map(str, connection.introspection.get_table_description(cursor, name))),
                connection.introspection.get_constraints(cursor, name),
            )
            for name in names
        }


@pytest.fixture
def empty(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), empty_database():
        yield


def test_a_row_of_operations_stands_together_and_code_between_them_stays_where_it_was() -> None:
    code = migrations.RunPython(migrations.RunPython.noop)
    made = together([*first(), code, *second()])
    assert [type(one) for one in made] == [Together, migrations.RunPython, Together]
    assert made[1] is code


def test_what_changes_a_model_created_in_the_row_begins_a_row_of_its_own() -> None:
    made = together([*first(), migrations.AddField("Book", "pages", models.IntegerField(null=True))])
    assert [type(one) for one in made] == [Together, migrations.AddField]


def test_the_models_afterwards_are_those_of_the_operations_one_by_one() -> None:
    assert state_after(together(first()), together(second())) == state_after(first(), second())


def test_the_models_rendered_afterwards_know_each_other() -> None:
    apps = state_after(together(first()), together(second()), rendered=True).apps
    shelf, book, reader = (apps.get_model("rooms", name) for name in ("Shelf", "Book", "Reader"))
    assert book._meta.get_field("shelf").related_model is shelf
    assert shelf._meta.get_field("keeper").related_model is reader
    assert {relation.related_model for relation in shelf._meta.related_objects} == {book}
    assert {relation.related_model for relation in reader._meta.related_objects} == {shelf}


def test_the_tables_and_their_rows_are_those_of_the_operations_one_by_one_there_and_back(empty: None) -> None:
    found = []
    for grouped in (list, together):
        with connection.schema_editor() as editor:
            state = migration(grouped(first())).apply(ProjectState(), editor)
        before = schema()
        state.apps.get_model("rooms", "Shelf").objects.create(name="甲")
        again = migration(grouped(second()))
        with connection.schema_editor() as editor:
            after = again.apply(state.clone(), editor)
        shelf = after.apps.get_model("rooms", "Shelf").objects.get()
        found.append((before, schema(), shelf.name, shelf.height, shelf.keeper_id))
        with connection.schema_editor() as editor:
            again.unapply(state, editor)
        assert schema() == before
        assert state_after(first()).apps.get_model("rooms", "Shelf").objects.get().name == "甲"
        with connection.schema_editor() as editor:
            migration(grouped(first())).unapply(ProjectState(), editor)
        assert schema() == {}
    assert found[0] == found[1]
    assert found[0][2:] == ("甲", 7, None)


def test_code_that_needs_no_models_gets_the_connection_and_an_empty_registry(empty: None) -> None:
    seen: list[str] = []

    def write(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        seen.append(editor.connection.vendor)
        with pytest.raises(LookupError):
            apps.get_model("rooms", "Shelf")

    operation = RunWithoutModels(write, write)
    state = state_after(first())
    with connection.schema_editor() as editor:
        operation.database_forwards("rooms", editor, state, state)
        operation.database_backwards("rooms", editor, state, state)
    assert seen == [connection.vendor] * 2
    assert "apps" not in vars(state)


def test_code_without_a_way_back_is_not_taken_back(empty: None) -> None:
    operation = RunWithoutModels(RunWithoutModels.noop)
    assert not operation.reversible
    with connection.schema_editor() as editor, pytest.raises(NotImplementedError):
        operation.database_backwards("rooms", editor, ProjectState(), ProjectState())
