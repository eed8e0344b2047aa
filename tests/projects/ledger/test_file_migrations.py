"""The file of a project comes to data of old and can be taken back; the triggers of its tables stay."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from projects.ledger.models import Chain, Project
from projects.ledger.services import add_phase
from tests.factories import NOW, City, build_city, new_project, take
from workflow.steps import triggers
from workflow.steps.models import Transition

OLD = [("ledger", "0002_deputies"), ("steps", "0002_triggers")]


def go(targets: list[tuple[str, str]]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(targets)


def newest() -> list[tuple[str, str]]:
    return list(MigrationExecutor(connection).loader.graph.leaf_nodes())


@pytest.fixture
def city(transactional_db: None) -> Iterator[City]:
    """People of 芜湖; whatever happens the schema is the newest again afterwards."""
    yield build_city()
    go(newest())


def rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_old_projects_get_their_keys_and_chains_and_no_stage_is_written_past_the_machine(city: City) -> None:
    project = new_project(
        city, name="奇瑞Ａ8 整车项目", chain="新能源汽车", foreign_currency="USD", foreign_amount_wan=5
    )
    take(city, new_project(city, investor="乙", chain="新能源汽车"), "sign")
    go(OLD)
    assert triggers.installed(connection)
    assert rows("SELECT name, foreign_currency FROM ledger_project WHERE foreign_currency = 'USD'") == [
        ("奇瑞Ａ8 整车项目", "USD")
    ]
    go(newest())
    assert triggers.installed(connection)
    again = Project.objects.get(pk=project.pk)
    assert (again.name_key, again.initials, again.agreement_kind) == ("奇瑞a8整车", "qra8zcxm", "")
    assert [(one.name, one.city) for one in Chain.objects.all()] == [("新能源汽车", city.city)]
    assert Transition.objects.get().foreign_equivalent_wan is None
    add_phase(project.pk, {"number": 1}, by=city.clerk, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(stage="signed")
    triggers.remove(connection)  # control: without them the same write passes
    Project.objects.filter(pk=project.pk).update(stage="signed")
    triggers.install(connection)
