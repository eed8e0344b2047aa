"""Procedures: laid down by the office, in versions, the nearest one counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from projects.audit.models import Entry
from projects.errors import DomainError, NotAllowed, Stale
from tests.factories import NOW, TODAY, City, new_project
from tests.workflow.decisions.samples import LINES, later, procedure_of, started
from workflow.decisions import triggers
from workflow.decisions.models import Owner, Procedure, ProcedureStep
from workflow.decisions.presets import PRESET, StepLine
from workflow.decisions.services import save_procedure, set_gate, start_decision

pytestmark = pytest.mark.django_db

LONG = "长" * 21
LINE = StepLine("研判", Owner.LANDING, 2)


def test_the_preset_is_the_procedure_of_the_field() -> None:
    assert [line.name for line in PRESET] == ["研判", "评审", "决策"]


def test_every_save_is_a_new_version_and_says_what_changed(city: City) -> None:
    procedure_of(city)
    second = procedure_of(city, [replace(LINE, limit_days=1)])
    assert second.number == 2
    entry = Entry.objects.filter(action="decision.procedure").latest("seq")
    assert "研判：项目落地单位，1个工作日" in str(entry.changes)


@pytest.mark.parametrize("lines", [
    [],
    [replace(LINE, name="")],
    [replace(LINE, name=LONG)],
    [LINE, LINE],
    [replace(LINE, limit_days=0)],
    [replace(LINE, limit_days=251)],
    [replace(LINE, owner="unit")],
    [replace(LINE, owner="mayor")],
    [replace(LINE, threshold_wan=Decimal(1))],
    [LINE, replace(LINE, name="评审", threshold_wan=Decimal(0))],
    [replace(LINE, name=f"第{n}步") for n in range(10)],
])  # fmt: skip
def test_a_procedure_that_cannot_be_right_is_refused(city: City, lines: list[StepLine]) -> None:
    with pytest.raises(DomainError):
        procedure_of(city, lines)
    assert not Procedure.objects.exists()


def test_a_named_unit_belongs_to_no_role(city: City) -> None:
    unit = city.departments["TC"]
    assert procedure_of(city, [replace(LINE, owner="unit", unit=unit)]).steps.get().unit == unit
    with pytest.raises(DomainError):
        procedure_of(city, [replace(LINE, unit=unit)])


def test_yesterday_cannot_be_ruled_anew(city: City) -> None:
    with pytest.raises(DomainError, match="不能早于今天"):
        procedure_of(city, valid_from=TODAY - timedelta(days=1))


@pytest.mark.parametrize("who", ["clerk", "sibling_clerk", "leader"])
def test_only_the_dispatch_office_lays_down_procedures(city: City, who: str) -> None:
    with pytest.raises(NotAllowed):
        save_procedure(city.district, LINES, valid_from=TODAY, by=getattr(city, who), now=NOW)
    with pytest.raises(NotAllowed):
        set_gate(city.district, is_required=True, by=getattr(city, who), now=NOW)


def test_who_saw_an_older_version_is_told(city: City) -> None:
    procedure_of(city)
    with pytest.raises(Stale):
        save_procedure(city.district, LINES, valid_from=TODAY, by=city.dispatcher, now=NOW, expected_number=0)


def test_the_nearest_unit_with_a_procedure_counts(city: City) -> None:
    above, own = procedure_of(city, unit=city.city), procedure_of(city)
    assert Procedure.objects.in_force_for(city.district, TODAY) == own
    assert Procedure.objects.in_force_for(city.sibling, TODAY) == above


def test_a_unit_that_gives_its_procedure_up_follows_the_one_above(city: City) -> None:
    above = procedure_of(city, unit=city.city)
    procedure_of(city)
    save_procedure(city.district, LINES, valid_from=TODAY, is_active=False, by=city.dispatcher, now=NOW)
    assert Procedure.objects.in_force_for(city.district, TODAY) == above


def test_a_version_holds_from_its_day(city: City) -> None:
    first, second = procedure_of(city), procedure_of(city, valid_from=TODAY + timedelta(days=5))
    assert Procedure.objects.in_force_for(city.district, TODAY + timedelta(days=4)) == first
    assert Procedure.objects.in_force_for(city.district, TODAY + timedelta(days=5)) == second


def test_a_decision_keeps_the_version_it_began_under(city: City) -> None:
    decision = started(city, new_project(city))
    procedure_of(city, [replace(LINE, name="一次办结")], now=later(1))
    assert decision.procedure.number == 1
    other = start_decision(new_project(city, investor="其他公司", name="另一项目").pk, by=city.clerk, now=later(1))
    assert other.procedure.number == 2


@pytest.mark.parametrize("change", [
    lambda procedure: Procedure.objects.filter(pk=procedure.pk).update(is_active=False),
    lambda procedure: ProcedureStep.objects.filter(procedure=procedure).update(limit_days=9),
    lambda procedure: ProcedureStep.objects.filter(procedure=procedure).delete(),
])  # fmt: skip
def test_the_database_keeps_every_version_as_it_was(city: City, change: Any) -> None:
    procedure = procedure_of(city)
    with pytest.raises(DatabaseError, match="luodi"), transaction.atomic():
        change(procedure)
    triggers.remove(connection)
    try:
        change(procedure)  # without the triggers nothing would stop it
    finally:
        triggers.install(connection)
    assert triggers.installed(connection)
