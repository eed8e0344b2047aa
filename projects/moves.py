"""Operations for migrations that spare Django's rendering of models, nine tenths of the time of a first ``migrate``.

Django renders the models of history again after each single operation, and with every model all that are related to
it, which here is almost all. `together` lets it happen once for a row of operations, `RunWithoutModels` not at all.
Neither changes what is done to the database or what the models are afterwards: operations of one's own are documented
by Django ("Writing your own"). What they lack: ``migrate --fake-initial`` does not look into them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from django.db import migrations, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.db.migrations.utils import resolve_relation

Key = tuple[str, str]  # of a model: label of the app, name in lower case
ABLE = (
    migrations.CreateModel,
    migrations.AddField,
    migrations.AlterField,
    migrations.AddIndex,
    migrations.AddConstraint,
    migrations.RemoveConstraint,
    migrations.AlterModelOptions,
)  # each touches one model, which exists before or after


def together(operations: Sequence[Operation]) -> list[Operation]:
    """The same operations; those that follow each other stand in one `Together`, as far as it is able to take them."""
    made: list[Operation] = []
    row: list[Operation] = []
    created: set[str] = set()
    for operation in [*operations, None]:
        if not isinstance(operation, ABLE) or _name(operation) in created:
            made += row if len(row) < 2 else [Together(row)]
            row, created = [], set()
        if isinstance(operation, ABLE):
            row.append(operation)
            if isinstance(operation, migrations.CreateModel):
                created.add(_name(operation))
        elif operation is not None:
            made.append(operation)
    return made


class Together(Operation):
    """Operations of `ABLE` in their order; none changes a model that an earlier one of them created."""

    category = OperationCategory.MIXED
    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        rendered = state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if rendered is not None:
            state.apps = rendered
            state.reload_models([(app_label, _name(operation)) for operation in self.operations], delay=False)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation, before, after in self._steps(app_label, from_state, to_state):
            operation.database_forwards(app_label, schema_editor, before, after)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation, before, after in reversed(list(self._steps(app_label, to_state, from_state))):
            operation.database_backwards(app_label, schema_editor, after, before)

    def _steps(
        self, app_label: str, first: ProjectState, last: ProjectState
    ) -> Iterator[tuple[Operation, ProjectState, ProjectState]]:
        """Each operation with the states around it.

        A new table is made from the last state. A change gets states of its own, of no more models than its table
        needs: SQLite copies the table into a new one, so each change must see those before it and none after it.
        """
        touched = [(app_label, _name(one)) for one in self.operations if not isinstance(one, migrations.CreateModel)]
        needed = _needed(first, touched) | _needed(last, touched)
        before = ProjectState({key: first.models[key].clone() for key in needed & set(first.models)}, first.real_apps)
        for operation in self.operations:
            is_new = isinstance(operation, migrations.CreateModel)
            if is_new and (app_label, _name(operation)) not in needed:
                yield operation, first, last
                continue
            after = ProjectState({key: model.clone() for key, model in before.models.items()}, first.real_apps)
            operation.state_forwards(app_label, after)
            yield (operation, first, last) if is_new else (operation, before, after)
            before = after

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


class RunWithoutModels(migrations.RunPython):
    """As RunPython, for code that needs the connection only (triggers): the registry it is given is empty."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if router.allow_migrate(schema_editor.connection.alias, app_label, **self.hints):
            self.code(StateApps([], {}), schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if self.reverse_code is None:
            raise NotImplementedError("You cannot reverse this operation")
        if router.allow_migrate(schema_editor.connection.alias, app_label, **self.hints):
            self.reverse_code(StateApps([], {}), schema_editor)


def _name(operation: Operation) -> str:
    """Of the model that it touches, in lower case."""
    if isinstance(operation, migrations.CreateModel | migrations.AlterModelOptions):
        return operation.name.lower()
    return cast(str, cast(Any, operation).model_name).lower()


def _needed(state: ProjectState, keys: Sequence[Key]) -> set[Key]:
    """These models and all that they point to, near and far."""
    found: set[Key] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key in state.models and key not in found:
            found.add(key)
            waiting.extend(_targets(key, state.models[key]))
    return found


def _targets(key: Key, model: ModelState) -> Iterator[Key]:
    for base in model.bases:
        if isinstance(base, str):
            yield resolve_relation(base, *key)
    for field in model.fields.values():
        if field.is_relation:
            relation = cast(Any, field.remote_field)
            yield resolve_relation(relation.model, *key)
            if through := getattr(relation, "through", None):
                yield resolve_relation(through, *key)
