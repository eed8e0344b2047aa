"""Templates of a city: copied, edited by its dispatch office, checked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Project
from projects.plans.models import Node, Template
from projects.plans.outlines import Outline
from projects.plans.presets import OPENING, PLANT, PRESETS
from projects.plans.services import apply_template, copy_preset, save_template
from projects.plans.services.templates import outlines_of
from tests.factories import NOW, TODAY, City

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(city: City) -> Template:
    """芜湖's copy of the opening preset."""
    return copy_preset("opening", organisation=city.city, name="芜湖开业", by=city.dispatcher, now=NOW)


def save(template: Template, nodes: Any, **over: Any) -> Template:
    given = {"name": template.name, "start_kind": template.start_kind, "is_active": True, **over}
    return save_template(template.pk, nodes, now=NOW, **given)


@pytest.mark.parametrize("code", PRESETS)
def test_a_copy_holds_exactly_the_preset(city: City, code: str) -> None:
    made = copy_preset(code, organisation=city.city, name="本市", by=city.dispatcher, now=NOW)
    assert outlines_of(made) == list(PRESETS[code].nodes)


def test_an_edited_copy_leaves_the_preset_alone_and_says_what_changed(template: Template, city: City) -> None:
    nodes = outlines_of(template)
    longer = [replace(nodes[0], days=9), *nodes[1:-1]]
    saved = save(template, longer, by=city.dispatcher)
    assert outlines_of(saved) == longer and OPENING.nodes[0].days == 1
    changes = Entry.objects.get(action="plan_template.update").changes
    assert "节点 K01" in changes and "9 天" in changes and "节点 K12" in changes


def test_a_saved_template_that_is_the_same_is_no_change(template: Template, city: City) -> None:
    assert save(template, outlines_of(template), by=city.dispatcher).version == template.version


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ([], "应有1至"),
        ([Outline("A", "甲", "signed", 3), Outline("A", "乙", "signed", 3)], "用了两次"),
        ([Outline("A", "甲", "signed", 3, after=("Z",))], "前置节点“Z”不在模板中"),
        ([Outline("A", "甲", "signed", 3, after=("A",))], "甲 → 甲"),
        ([Outline("A", "甲", "signed", 3, after=("B",)), Outline("B", "乙", "signed", 3, after=("A",))], "成环"),
        ([Outline("A", "甲", "signed", 0)], "工期"),
        ([Outline("A", "甲", "moon", 3)], "所属阶段"),
        (
            [Outline("A", "甲", "signed", 3, is_milestone=True), Outline("B", "乙", "signed", 3, is_milestone=True)],
            "只能有一个里程碑",
        ),
    ],
)
def test_an_unsound_template_is_refused_by_name(template: Template, city: City, nodes: Any, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        save(template, nodes, by=city.dispatcher)
    assert len(outlines_of(template)) == len(OPENING.nodes)


def test_an_older_version_is_stale(template: Template, city: City) -> None:
    with pytest.raises(Stale):
        save(template, outlines_of(template), by=city.dispatcher, expected_version=7)


def test_one_name_once_in_a_unit(template: Template, city: City) -> None:
    with pytest.raises(Conflict, match="已有名为“芜湖开业”"):
        copy_preset("plant", organisation=city.city, name="芜湖开业", by=city.dispatcher, now=NOW)


def test_only_the_dispatch_office_keeps_templates(template: Template, city: City) -> None:
    with pytest.raises(NotAllowed):
        copy_preset("plant", organisation=city.district, name="繁昌", by=city.clerk, now=NOW)
    with pytest.raises(NotAllowed):
        save(template, outlines_of(template), by=city.clerk)


def test_a_template_of_another_district_is_not_found(city: City) -> None:
    own = copy_preset("plant", organisation=city.sibling, name="鸠江", by=city.dispatcher, now=NOW)
    with pytest.raises(NotFound):
        save(own, outlines_of(own), by=city.clerk)


def test_templates_are_offered_down_the_tree_and_not_beside(template: Template, city: City, project: Project) -> None:
    copy_preset("plant", organisation=city.sibling, name="鸠江", by=city.dispatcher, now=NOW)
    stopped = copy_preset("plant", organisation=city.city, name="停用", by=city.dispatcher, now=NOW)
    save(stopped, PLANT.nodes, by=city.dispatcher, is_active=False)
    assert [one.name for one in Template.objects.offered_for(project)] == ["芜湖开业"]


def test_a_plan_stays_when_its_template_changes(template: Template, city: City, project: Project) -> None:
    apply_template(project.pk, outlines_of(template), name=template.name, starts_on=TODAY, by=city.clerk, now=NOW)
    save(template, outlines_of(template)[:3], by=city.dispatcher)
    assert Node.objects.filter(plan=project.pk).count() == 12
