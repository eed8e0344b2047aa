"""The file of a project comes to data of old and can be taken back; the triggers of its tables stay."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import pytest
from django.apps.registry import Apps
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from pytest_django.plugin import DjangoDbBlocker

from projects.ledger.models import Chain, Project
from tests.databases import empty_database
from tests.factories import NOW
from workflow.steps import triggers
from workflow.steps.models import Transition

OLD = [("ledger", "0002_deputies"), ("steps", "0002_triggers")]


def go(targets: list[tuple[str, str]]) -> Apps:
    """Migrate to there; the models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


def newest() -> list[tuple[str, str]]:
    """Of the two rooms; those above need not be there."""
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    return [leaf for leaf in leaves if leaf[0] in ("ledger", "steps")]


def rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def write_of_old(apps: Apps) -> Any:
    """Two projects of 芜湖, the second signed."""
    person = apps.get_model("people", "Officer").objects.create(username="li", name="李填")
    city = apps.get_model("people", "Organisation").objects.create(
        code="340200", name="芜湖市", kind="city", path="0001", depth=1, created_at=NOW, updated_at=NOW
    )
    projects = apps.get_model("ledger", "Project").objects
    common = {"landing_organisation": city, "chain": "新能源汽车", "created_by": person, "created_at": NOW}
    common |= {"updated_at": NOW, "negotiating_on": date(2026, 1, 5), "source_organisation": city}
    first = projects.create(name="奇瑞Ａ8 整车项目", number="1", foreign_currency="USD", foreign_amount_wan=5, **common)
    signed = projects.create(name="乙项目", number="2", **common)
    with transaction.atomic():
        apps.get_model("steps", "Transition").objects.create(
            project=signed, sequence=1, step="sign", source="negotiating", target="signed", source_standing="active",
            target_standing="active", effective_on=date(2026, 2, 1), recorded_at=NOW, by=person, project_version=2,
            landing_organisation=city, is_industrial=False,
        )  # fmt: skip
        projects.filter(pk=signed.pk).update(stage="signed", signed_on=date(2026, 2, 1), version=2)
    return first


class Seen(NamedTuple):
    """What stood in the database at the newest migration, and after the way back."""

    project: Project
    chains: list[tuple[str, str]]
    transition: Transition
    guarded: bool
    stage_is_refused: bool
    stage_is_refused_without_triggers: bool  # control: the same write
    guarded_again: bool
    foreign_again: list[tuple[object, ...]]


def stage_is_refused(project: Any) -> bool:
    """Does the database refuse a stage that the machine did not write? Nothing stays written."""
    try:
        with transaction.atomic():
            Project.objects.filter(pk=project.pk).update(stage="signed")
            transaction.set_rollback(True)
    except DatabaseError:
        return True
    return False


@pytest.fixture(scope="module")
def seen(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Seen:
    """A database as the first version left it goes to the newest migrations and back, once for all tests here."""
    with django_db_blocker.unblock(), empty_database():
        project = write_of_old(go(OLD))
        go(newest())
        guarded, refused = triggers.installed(connection), stage_is_refused(project)
        with transaction.atomic():
            triggers.remove(connection)
            refused_without = stage_is_refused(project)
            transaction.set_rollback(True)
        again = Project.objects.get(pk=project.pk)
        chains = [(one.name, one.city.name) for one in Chain.objects.all()]
        transition = Transition.objects.get()
        go(OLD)
        return Seen(
            again, chains, transition, guarded, refused, refused_without, triggers.installed(connection),
            rows("SELECT name, foreign_currency FROM ledger_project WHERE foreign_currency = 'USD'"),
        )  # fmt: skip


def test_old_projects_get_their_keys_and_chains(seen: Seen) -> None:
    assert (seen.project.name_key, seen.project.initials, seen.project.agreement_kind) == ("奇瑞a8整车", "qra8zcxm", "")
    assert seen.chains == [("新能源汽车", "芜湖市")]
    assert seen.transition.foreign_equivalent_wan is None


def test_no_stage_is_written_past_the_machine_after_the_migrations(seen: Seen) -> None:
    assert seen.guarded
    assert seen.stage_is_refused
    assert not seen.stage_is_refused_without_triggers


def test_it_can_be_taken_back_without_loss(seen: Seen) -> None:
    assert seen.guarded_again
    assert seen.foreign_again == [("奇瑞Ａ8 整车项目", "USD")]
