"""The database itself refuses what no transition explains (reliability.md row 14)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from projects.ledger.models import Project
from tests.factories import build_city, new_project, take
from workflow.steps import triggers
from workflow.steps.models import Transition

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    city = build_city()
    project = new_project(city)
    take(city, project, "sign")
    return Project.objects.get(pk=project.pk)


def key(project: Project) -> str:
    return project.pk.hex if connection.vendor == "sqlite" else str(project.pk)


BAD = [
    "UPDATE ledger_project SET stage = 'producing' WHERE id = %s",
    "UPDATE ledger_project SET stage = 'registered', version = version + 1 WHERE id = %s",
    "UPDATE ledger_project SET stage = 'negotiating' WHERE id = %s",
    "UPDATE ledger_project SET standing = 'terminated' WHERE id = %s",
    "UPDATE ledger_project SET standing = 'suspended', version = version + 1 WHERE id = %s",
    "UPDATE steps_transition SET target = 'producing' WHERE project_id = %s",
    "UPDATE steps_transition SET effective_on = '2020-01-01' WHERE project_id = %s",
    "UPDATE steps_transition SET note = note WHERE project_id = %s",
    "DELETE FROM steps_transition WHERE project_id = %s",
]


@pytest.mark.parametrize("statement", BAD)
def test_raw_sql_cannot_move_a_project_or_rewrite_its_history(project: Project, statement: str) -> None:
    with pytest.raises(DatabaseError, match="luodi"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [key(project)])
    assert Project.objects.get(pk=project.pk).stage == "signed"


def test_a_stale_copy_saved_after_a_revocation_does_not_bring_the_stage_back() -> None:
    city = build_city()
    project = new_project(city)
    take(city, project, "sign")
    stale = Project.objects.get(pk=project.pk)
    take(city, project, "revoke")
    with pytest.raises(DatabaseError, match="luodi"), transaction.atomic():
        stale.save()
    assert Project.objects.get(pk=project.pk).stage == "negotiating"


def test_an_old_transition_explains_nothing_twice(project: Project) -> None:
    statement = "UPDATE ledger_project SET stage = 'negotiating', version = version - 1 WHERE id = %s"
    with pytest.raises(DatabaseError, match="luodi"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [key(project)])


def test_the_negative_control_without_triggers_the_same_statements_pass(project: Project) -> None:
    """An edge that does not exist is refused all the same, by the constraint ``steps_legal_edge`` (test_edges)."""
    triggers.remove(connection)
    try:
        with connection.cursor() as cursor:
            for statement in BAD[:1] + BAD[6:8]:
                cursor.execute(statement, [key(project)])
                assert cursor.rowcount == 1
    finally:
        triggers.install(connection)


def test_queryset_update_and_bulk_update_cannot_move_a_project(project: Project) -> None:
    with pytest.raises(DatabaseError, match="luodi"), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(stage="started")
    with pytest.raises(DatabaseError, match="luodi"), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(standing="withdrawn")


def test_a_project_cannot_be_born_signed(project: Project) -> None:
    copy = Project.objects.get(pk=project.pk)
    values = {f.attname: getattr(copy, f.attname) for f in Project._meta.concrete_fields}
    values |= {"id": None, "number": "XM-0000-00001", "stage": "started"}
    values.pop("id")
    with pytest.raises(DatabaseError, match="luodi"), transaction.atomic():
        Project.objects.bulk_create([Project(**values)])


def test_transitions_cannot_be_deleted_or_changed_through_the_orm(project: Project) -> None:
    transition = Transition.objects.get(project=project)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        transition.delete()
    transition.note = "改写"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        transition.save()


def test_truncate_is_refused_on_postgresql(project: Project) -> None:
    statement = "TRUNCATE steps_transition CASCADE" if connection.vendor == "postgresql" else BAD[-1]
    parameters = [] if connection.vendor == "postgresql" else [key(project)]
    connection.check_constraints()  # settles deferred foreign keys, which would refuse TRUNCATE before the trigger
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_all_triggers_are_installed_after_the_migrations() -> None:
    assert triggers.installed(connection)


def test_a_missing_trigger_is_noticed() -> None:
    triggers.remove(connection)
    try:
        assert not triggers.installed(connection)
    finally:
        triggers.install(connection)
