"""A verified step against the same five statements in one raw transaction."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Model

from benchmarks.ratio import Ratio, Work, compare
from projects.ledger.models import Project
from projects.ledger.stages import Step
from tests.factories import NOW, City, give_chief, new_project, submitted
from workflow.steps.models import Claim, ClaimEvent
from workflow.steps.services import approve_claim

LOCK = "SELECT stage, standing, version FROM ledger_project WHERE id = %s FOR UPDATE"
MOVE = """UPDATE ledger_project SET stage = 'signed', signed_on = %s, version = version + 1, updated_at = %s
          WHERE id = %s"""
ANSWER = """UPDATE steps_claim SET state = 'approved', decided_by_id = %s, decided_at = %s, version = version + 1
            WHERE id = %s"""


def measure(city: City, rounds: int) -> Ratio:
    """``rounds`` signings of each kind, on projects prepared beforehand."""
    claims = [_waiting(city, number) for number in range(2 * rounds + 1)]
    sample = approve_claim(claims.pop().pk, by=city.verifier_of(Step.SIGN), now=NOW)
    rows = _row(sample), _row(ClaimEvent.objects.get(claim_id=sample.claim_id, kind="approved"))
    pairs = [(_ours(city, claims.pop()), _raw(claims.pop(), *rows)) for _ in range(rounds)]
    return compare("a verified step (approve_claim)", "its five statements, raw", pairs, goal=0.15)


def _waiting(city: City, number: int) -> Claim:
    project = new_project(city, investor=f"投资方{number}", name=f"项目{number}")
    if project.needs_chief:
        give_chief(city, project)
    return submitted(city, Project.objects.get(pk=project.pk), Step.SIGN)


def _row(instance: Model) -> tuple[str, dict[str, Any]]:
    """Table and column values of ``instance``."""
    fields = instance._meta.concrete_fields
    return instance._meta.db_table, {
        field.column: field.get_db_prep_save(getattr(instance, field.attname), connection) for field in fields
    }


def _ours(city: City, claim: Claim) -> Work:
    return partial(approve_claim, claim.pk, by=city.verifier_of(Step.SIGN), now=NOW)


def _raw(claim: Claim, transition: tuple[str, dict[str, Any]], event: tuple[str, dict[str, Any]]) -> Work:
    version = Project.objects.get(pk=claim.project_id).version + 1
    moved = {"id": uuid4(), "project_id": claim.project_id, "claim_id": claim.pk, "project_version": version}
    first = _insert(transition, moved)
    last = _insert(event, {"claim_id": claim.pk}, without="id")
    by = transition[1]["by_id"]

    def work() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LOCK, [claim.project_id])
            cursor.execute(*first)
            cursor.execute(MOVE, [NOW.date(), NOW, claim.project_id])
            cursor.execute(ANSWER, [by, NOW, claim.pk])
            cursor.execute(*last)

    return work


def _insert(row: tuple[str, dict[str, Any]], over: dict[str, Any], without: str = "") -> tuple[str, list[Any]]:
    table, values = row
    wanted = {column: value for column, value in {**values, **over}.items() if column != without}
    places = ", ".join(["%s"] * len(wanted))
    return f"INSERT INTO {table} ({', '.join(wanted)}) VALUES ({places})", list(wanted.values())
