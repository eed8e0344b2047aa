"""Entering and editing projects: nothing half done, every change recorded, each unit its own."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Change, CityRules, Enterprise, Evidence, Project, Responsibility, Sequence
from projects.ledger.policies import may_write
from projects.ledger.services import (
    add_evidence,
    assign,
    create_enterprise,
    create_project,
    end_responsibility,
    update_project,
    upsert_project,
)
from projects.ledger.services.evidence import _kept
from projects.people.services import add_post, start_tenure
from tests.factories import JPEG, NOW, PDF, TODAY, USCC, City, build_city, give_chief, new_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return build_city()


def visible(officer: object) -> set[object]:
    return set(Project.objects.visible_to(officer).values_list("pk", flat=True))  # type: ignore[arg-type]


def test_numbers_run_by_year_without_gaps(city: City) -> None:
    assert [new_project(city).number for _ in range(3)] == ["XM-2026-00001", "XM-2026-00002", "XM-2026-00003"]


def test_a_clerk_enters_projects_only_for_the_own_unit(city: City) -> None:
    with pytest.raises(NotAllowed, match="鸠江区"):
        new_project(city, landing_organisation=city.sibling)
    with pytest.raises(NotAllowed):
        new_project(city, by=city.leader)
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"industry": "Z9"}, "industry"),
        ({"total_investment_wan": Decimal("-1")}, "total_investment_wan"),
        ({"negotiating_on": TODAY + timedelta(days=1)}, "negotiating_on"),
        ({"channel": "telepathy"}, "channel"),
        ({"foreign_currency": "CNY"}, "foreign_currency"),
        ({"summary": "a\x00b"}, "summary"),
    ],
)
def test_a_wrong_value_is_refused_naming_its_field_and_nothing_is_entered(
    city: City, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        new_project(city, **values)
    assert refused.value.field == field
    assert not Project.objects.exists()


def test_stage_and_standing_are_not_writable_fields(city: City) -> None:
    project = new_project(city)
    for name in ("stage", "standing", "signed_on", "version", "number", "needs_chief"):
        with pytest.raises(Invalid) as refused:
            update_project(project.pk, {name: "signed"}, by=city.clerk, now=NOW)
        assert refused.value.code == "unknown_field"


def test_each_real_change_is_recorded_once_and_the_version_grows(city: City) -> None:
    project = new_project(city)
    values = {"chain": "光伏", "total_investment_wan": Decimal("90000"), "name": project.name}
    project = update_project(project.pk, values, by=city.clerk, now=NOW, why="协议调整")
    assert project.version == 2
    recorded = set(Change.objects.values_list("field", "before", "after", "why"))
    assert recorded == {("chain", "", "光伏", "协议调整"), ("total_investment_wan", "80000", "90000", "协议调整")}
    assert update_project(project.pk, values, by=city.clerk, now=NOW).version == 2


def test_a_stale_edit_is_refused_and_changes_nothing(city: City) -> None:
    project = new_project(city)
    update_project(project.pk, {"chain": "光伏"}, by=city.clerk, now=NOW, expected_version=1)
    with pytest.raises(Stale):
        update_project(project.pk, {"chain": "风电"}, by=city.clerk, now=NOW, expected_version=1)
    assert Project.objects.get(pk=project.pk).chain == "光伏"


def test_upsert_by_reference_creates_once_and_each_unit_has_its_own_references(city: City) -> None:
    values = {"name": "外部项目", "landing_organisation": city.district}
    project, created = upsert_project("A-1", values, by=city.clerk, now=NOW)
    again, created_again = upsert_project("A-1", {"chain": "光伏"}, by=city.clerk, now=NOW)
    assert (created, created_again, again.pk) == (True, False, project.pk)
    other = {"name": "邻区项目", "landing_organisation": city.sibling}
    assert upsert_project("A-1", other, by=city.sibling_clerk, now=NOW)[1]
    with pytest.raises(Conflict, match="A-1"):
        create_project({**values, "external_ref": "A-1"}, by=city.clerk, now=NOW)


@pytest.mark.parametrize(
    ("values", "needed"),
    [
        ({"total_investment_wan": Decimal("100000")}, True),
        ({"total_investment_wan": Decimal("99999.9999")}, False),
        ({"total_investment_wan": Decimal("200000"), "is_industrial": False}, False),
        ({"assigned_by_city": True}, True),
        ({"demonstration_reason": "国内首条产线"}, True),
        ({}, False),
    ],
)
def test_who_needs_a_chief(city: City, values: dict[str, object], needed: bool) -> None:
    assert new_project(city, **values).needs_chief is needed


def test_the_threshold_and_switches_are_the_citys_configuration(city: City) -> None:
    CityRules.objects.create(organisation=city.city, chief_threshold_wan=Decimal("50000"), chief_when_assigned=False)
    assert new_project(city).needs_chief
    assert not new_project(city, total_investment_wan=Decimal("1"), assigned_by_city=True).needs_chief


def test_a_chief_is_held_by_post_and_replaced_without_gap_or_overlap_of_two(city: City) -> None:
    project = new_project(city)
    give_chief(city, project)
    later = NOW + timedelta(days=10)
    assign(
        project.pk,
        role="chief",
        post=city.deputy_post,
        valid_from=later.date(),
        reason="区长出国",
        by=city.dispatcher,
        now=later,
    )
    old, new = Responsibility.objects.filter(project=project).order_by("valid_from")
    assert (old.officer, new.officer) == (city.chief, city.deputy)
    assert old.valid_to == new.valid_from - timedelta(days=1)
    assert new.valid_to is None


def test_a_chief_who_is_not_the_principal_needs_a_reason(city: City) -> None:
    project = new_project(city)
    with pytest.raises(Invalid, match="写明理由"):
        assign(project.pk, role="chief", post=city.deputy_post, valid_from=TODAY, by=city.dispatcher, now=NOW)


def test_a_person_without_a_post_cannot_be_chief(city: City) -> None:
    project = new_project(city)
    with pytest.raises(Invalid, match="按职务"):
        assign(project.pk, role="chief", officer=city.clerk, valid_from=TODAY, by=city.dispatcher, now=NOW)


def test_an_empty_post_cannot_hold_a_project(city: City) -> None:
    empty = add_post(city.district, title="书记", is_principal=True, by=None, now=NOW)
    with pytest.raises(Invalid, match="无人任职"):
        assign(new_project(city).pk, role="chief", post=empty, valid_from=TODAY, by=city.dispatcher, now=NOW)


def test_the_database_refuses_a_second_current_chief(city: City) -> None:
    project = new_project(city)
    give_chief(city, project)
    first = Responsibility.objects.get(project=project)
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        Responsibility.objects.bulk_create([first])


def test_the_database_refuses_a_chief_without_a_post(city: City) -> None:
    project = new_project(city)
    give_chief(city, project)
    with pytest.raises(IntegrityError), transaction.atomic():
        Responsibility.objects.filter(project=project).update(post=None)


def test_ending_a_responsibility_is_dated_and_happens_once(city: City) -> None:
    project = new_project(city)
    give_chief(city, project)
    held = Responsibility.objects.get(project=project)
    with pytest.raises(Invalid):
        end_responsibility(held.pk, valid_to=TODAY + timedelta(days=1), by=city.dispatcher, now=NOW)
    end_responsibility(held.pk, valid_to=TODAY, by=city.dispatcher, now=NOW)
    with pytest.raises(Conflict):
        end_responsibility(held.pk, valid_to=TODAY, by=city.dispatcher, now=NOW)
    assert project.pk in set(Project.objects.without_chief().values_list("pk", flat=True))


def test_visibility_follows_the_tree_and_own_involvement(city: City) -> None:
    project = new_project(city)
    sees = [city.clerk, city.dispatcher, city.leader, city.chief]
    blind = [city.sibling_clerk, city.verifier_of("sign"), city.verifier_of("start")]
    assert all(project.pk in visible(officer) for officer in sees)
    assert not any(project.pk in visible(officer) for officer in blind)


def test_a_chief_from_elsewhere_sees_the_project_only_while_in_charge(city: City) -> None:
    project = new_project(city)
    post = add_post(city.sibling, title="区长", is_principal=True, by=None, now=NOW)
    start_tenure(post, city.sibling_clerk, valid_from=TODAY, by=None, now=NOW)
    assign(project.pk, role="chief", post=post, valid_from=TODAY, by=city.dispatcher, now=NOW)
    assert project.pk in visible(city.sibling_clerk)
    held = Responsibility.objects.get(project=project)
    end_responsibility(held.pk, valid_to=TODAY, by=city.dispatcher, now=NOW)
    assert project.pk not in visible(city.sibling_clerk)


def test_an_outsider_edits_nothing_and_does_not_learn_that_it_exists(city: City) -> None:
    project = new_project(city)
    with pytest.raises(NotFound):
        update_project(project.pk, {"chain": "x"}, by=city.sibling_clerk, now=NOW)
    with pytest.raises(NotAllowed):
        update_project(project.pk, {"chain": "x"}, by=city.leader, now=NOW)


def test_evidence_keeps_its_hash_and_size(city: City) -> None:
    project = new_project(city)
    file = SimpleUploadedFile("协议.pdf", PDF)
    evidence = add_evidence(project.pk, kind="investment_agreement", title="协议", file=file, by=city.clerk, now=NOW)
    assert (evidence.size, len(evidence.sha256), evidence.content_type) == (len(PDF), 64, "application/pdf")
    assert "协议" not in evidence.file.name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ"),
        ("a.pdf", JPEG),
        ("a.svg", b"<svg/>"),
        ("a.html", b"<html>"),
        ("noextension", PDF),
        ("a.pdf", b""),
        ("a.jpg", PDF),
    ],
)
def test_other_files_are_refused_and_nothing_is_kept(city: City, name: str, content: bytes) -> None:
    project = new_project(city)
    with pytest.raises(Invalid) as refused:
        add_evidence(project.pk, kind="other", title="", file=SimpleUploadedFile(name, content), by=city.clerk, now=NOW)
    assert refused.value.field == "file"
    assert not Evidence.objects.exists()


def test_a_path_in_a_file_name_stays_a_name(city: City) -> None:
    project = new_project(city)
    file = SimpleUploadedFile("x.pdf", PDF)
    file._name = "../../etc/‮x\x00.pdf"
    evidence = add_evidence(project.pk, kind="other", title="", file=file, by=city.clerk, now=NOW)
    assert evidence.filename == "x.pdf"


def test_one_enterprise_per_uscc(city: City) -> None:
    create_enterprise(name="甲公司", uscc=USCC, by=city.clerk, now=NOW)
    with pytest.raises(Conflict, match=USCC):
        create_enterprise(name="乙公司", uscc=USCC, by=city.clerk, now=NOW)
    assert Enterprise.objects.count() == 1


def stored_files() -> set[str]:
    return {path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_a_file_whose_row_is_refused_does_not_stay_in_the_storage(city: City) -> None:
    project = new_project(city)
    before = stored_files()
    file = SimpleUploadedFile("x.pdf", PDF)
    with pytest.raises(IntegrityError), transaction.atomic():
        _kept(project=project, kind="other", title="x", file=file, size=1, uploaded_by_id=None, uploaded_at=NOW)
    assert stored_files() == before


def test_a_taken_reference_is_a_conflict_on_entering_and_on_editing(city: City) -> None:
    new_project(city, external_ref="FC-1")
    with pytest.raises(Conflict, match="FC-1"):
        new_project(city, external_ref="FC-1")
    second = new_project(city, external_ref="FC-2")
    with pytest.raises(Conflict, match="FC-1"):
        update_project(second.pk, {"external_ref": "FC-1"}, by=city.clerk, now=NOW)


def test_another_refusal_of_the_database_is_not_blamed_on_the_reference(city: City) -> None:
    new_project(city)
    Sequence.objects.update(last=0)  # the next number is taken
    with pytest.raises(IntegrityError, match="number"):
        new_project(city, external_ref="FC-9")


def test_the_units_of_a_project_are_each_named_once(city: City) -> None:
    project = new_project(city, lead_organisation=city.park)
    assert project.units() == [city.district, city.park]


def test_the_unit_that_met_the_investor_first_writes_and_adds_evidence(city: City) -> None:
    project = new_project(city, first_contact_organisation=city.sibling)
    assert may_write(project, city.sibling_clerk)
    file = SimpleUploadedFile("x.pdf", PDF)
    kept = add_evidence(project.pk, kind="other", title="", file=file, by=city.sibling_clerk, now=NOW)
    assert kept.project == project
