"""The database itself keeps a promised day, whoever writes (issue 4: the committed date stays visible)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from projects.plans import triggers
from projects.plans.models import Node, Plan, Replan
from projects.plans.services import cancel_node, replan
from projects.plans.services.replanning import Move
from tests.factories import NOW, City

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def node(promised: Plan) -> Node:
    return Node.objects.get(plan=promised, code="J03")


def key(node: Node) -> str:
    return node.pk.hex if connection.vendor == "sqlite" else str(node.pk)


def again(node: Node) -> Node:
    return Node.objects.get(pk=node.pk)


def moved(node: Node, city: City) -> Replan:
    later = Move(node.pk, node.planned_start_on + WEEK, node.planned_on + WEEK)
    replan(node.plan_id, [later], reason="征迁延后", by=city.clerk, now=NOW)
    return Replan.objects.get(node=node)


BAD = [
    "UPDATE plans_node SET committed_on = '2030-01-01' WHERE id = %s",
    "UPDATE plans_node SET committed_on = NULL WHERE id = %s",
    "UPDATE plans_node SET committed_on = planned_on WHERE id = %s",
    "DELETE FROM plans_node WHERE id = %s",
    "UPDATE plans_replan SET old_on = '2020-01-01' WHERE node_id = %s",
    "DELETE FROM plans_replan WHERE node_id = %s",
]


@pytest.mark.parametrize("statement", BAD)
def test_raw_sql_cannot_change_a_promise_or_what_became_of_it(node: Node, city: City, statement: str) -> None:
    before, adjusted = node.committed_on, moved(node, city)
    with pytest.raises(DatabaseError, match="luodi"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [key(node)])
    assert again(node).committed_on == before
    assert Replan.objects.get(pk=adjusted.pk).old_on == adjusted.old_on


def test_a_stale_copy_saved_by_code_cannot_either(node: Node) -> None:
    node.committed_on = node.planned_on + WEEK
    with pytest.raises(DatabaseError, match="luodi"), transaction.atomic():
        node.save()


def test_a_promised_node_is_still_replanned_and_cancelled(node: Node, city: City) -> None:
    promise = node.committed_on
    moved(node, city)
    assert (again(node).committed_on, again(node).planned_on) == (promise, node.planned_on + WEEK)
    cancel_node(node.pk, reason="不做", by=city.clerk, now=NOW)
    assert again(node).committed_on == promise


def test_a_draft_node_may_get_its_promise(draft: Plan) -> None:
    node = Node.objects.filter(plan=draft).first()
    assert node is not None
    Node.objects.filter(pk=node.pk).update(committed_on=node.planned_on)
    assert again(node).committed_on == node.planned_on


@pytest.mark.parametrize("statement", BAD[:3])
def test_the_negative_control_without_triggers_the_same_statements_pass(node: Node, city: City, statement: str) -> None:
    moved(node, city)
    before = node.committed_on
    triggers.remove(connection)
    try:
        assert not triggers.installed(connection)
        with connection.cursor() as cursor:
            cursor.execute(statement, [key(node)])
        assert again(node).committed_on != before
    finally:
        with connection.cursor() as cursor:  # as it was, so that the guards find nothing to complain about
            cursor.execute("UPDATE plans_node SET committed_on = %s WHERE id = %s", [before, key(node)])
        triggers.install(connection)


def test_all_triggers_are_installed_after_the_migrations() -> None:
    assert triggers.installed(connection)
