"""The database itself knows the legal edges: a forged record of an illegal move cannot even be written."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Value

from projects.ledger.models import Project
from projects.ledger.stages import Stage, Standing, Step
from tests.factories import NOW, TODAY, City, build_city, new_project
from tests.workflow.steps.test_matrix import BY_STANDING, FORWARD
from workflow.steps.models import Transition
from workflow.steps.models.edges import legal_edge

REACHES = {"suspend": "suspended", "resume": "active", "terminate": "terminated", "withdraw": "withdrawn",
           "restore": "active"}  # fmt: skip


def legal(step: str, source: str, target: str, before: str, after: str) -> bool:
    """From domain.md 2, sharing nothing with the code."""
    if step in REACHES:
        return source == target and step in BY_STANDING[before] and after == REACHES[step]
    if step == "revoke":
        return before == after and list(FORWARD).index(source) == list(FORWARD).index(target) + 1
    following = list(FORWARD).index(target) == list(FORWARD).index(source) + 1
    return following and FORWARD[source] == step and before == after == "active"


@pytest.mark.django_db
def test_the_condition_is_the_table_of_the_domain_edge_by_edge() -> None:
    edges = list(product(Step.values, Stage.values, Stage.values, Standing.values, Standing.values))
    condition = legal_edge()
    names = ("step", "source", "target", "source_standing", "target_standing")
    wrong = [
        edge
        for edge in edges
        if condition.check({name: Value(value) for name, value in zip(names, edge, strict=True)}) != legal(*edge)
    ]
    assert not wrong and len(edges) == 4000


@pytest.mark.django_db
def test_a_forged_record_explains_no_skipped_stage() -> None:
    city: City = build_city()
    project = new_project(city)
    with pytest.raises(IntegrityError, match="steps_legal_edge"), transaction.atomic():
        Transition.objects.create(
            project=project,
            sequence=1,
            step="sign",
            source="negotiating",
            target="producing",
            source_standing="active",
            target_standing="active",
            effective_on=TODAY,
            recorded_at=NOW,
            by=city.clerk,
            project_version=project.version + 1,
            landing_organisation=city.district,
            is_industrial=True,
        )
    with pytest.raises(Exception, match="luodi"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Project._meta.db_table} SET stage = 'producing' WHERE stage = 'negotiating'")
