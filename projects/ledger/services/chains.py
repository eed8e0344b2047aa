"""The chains of a city: named by its dispatch office, kept on every project by their name."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from projects.audit.services import Difference, audited, differences, record
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.acts import Act
from projects.ledger.models import Chain, Project
from projects.ledger.policies import check_may_keep_chains
from projects.ledger.services.drafting import differences_of
from projects.ledger.services.projects import apply_values, locked_project, save_version
from projects.lines import check_line
from projects.people.models import Kind, Officer, Organisation
from projects.people.policies import check_receives
from projects.rows import one_or_none

WRITABLE = ("name", "leader", "lead_organisation", "is_active")
_LABELS = {name: str(getattr(Chain._meta.get_field(name), "verbose_name", name)) for name in WRITABLE} | {
    "anchors": "链主企业"
}
_MOST = 40


@audited()
def add_chain(city: Organisation, values: dict[str, Any], *, by: Officer, now: datetime) -> Chain:
    """Register a chain (``name``; ``leader``, ``lead_organisation``, ``anchors``). ``Conflict`` when it is there."""
    if city.kind != Kind.CITY:
        raise Invalid("产业链由市级调度办公室登记。", "name")
    check_may_keep_chains(city, by)
    chain = Chain(city=city, version=0, created_at=now, updated_at=now)
    _write(chain, values, act=Act.ADD_CHAIN, by=by, now=now)
    return chain


@audited()
def update_chain(
    chain_id: UUID, values: dict[str, Any], *, by: Officer, now: datetime, expected_version: int | None = None
) -> Chain:
    """Change a chain; another name is written on every project that bears the old one. ``Stale``, ``NotFound``."""
    chain = _locked(chain_id, by=by)
    if expected_version is not None and chain.version != expected_version:
        raise Stale()
    before = chain.name
    _write(chain, values, act=Act.UPDATE_CHAIN, by=by, now=now)
    if chain.name != before:
        _rename(chain.city, before, chain.name, by=by, now=now)
    return chain


@audited()
def merge_chain(name: str, into_id: UUID, *, by: Officer, now: datetime) -> int:
    """Write the chain ``into_id`` on every project of its city that bears ``name``; answers how many.

    ``name`` is one that no chain bears, or that of a chain, which then no longer is offered.
    """
    into = _locked(into_id, by=by)
    if name == into.name:
        raise Invalid("并入的产业链与原名称相同，请另选一条。", "into")
    merged = Chain.objects.select_for_update(no_key=True).filter(city=into.city, name=name).first()
    moved = _rename(into.city, name, into.name, by=by, now=now)
    if merged is not None and merged.is_active:
        merged.is_active, merged.updated_at = False, now
        merged.version += 1
        merged.save()
    if not moved and merged is None:
        raise NotFound(f"没有项目使用“{name}”，请刷新后核对。")
    change = Difference("chain", "产业链", name, into.name)
    record(Act.MERGE_CHAIN, into, by=by, now=now, changes=[change], detail=f"{moved}个项目")
    return moved


def _locked(chain_id: UUID, *, by: Officer) -> Chain:
    visible = Chain.objects.visible_to(by).select_for_update(of=("self",), no_key=True).select_related("city")
    chain = one_or_none(visible.filter(pk=chain_id))
    if chain is None:
        raise NotFound("没有找到这条产业链，或它不在您的查看范围内。")
    check_may_keep_chains(chain.city, by)
    return chain


def _write(chain: Chain, values: dict[str, Any], *, act: Act, by: Officer, now: datetime) -> None:
    before = {} if chain.version == 0 else _reading(chain)
    given = dict(values)
    anchors = given.pop("anchors", None)
    if "name" in given or chain.version == 0:
        given["name"] = _checked_name(chain, str(given.get("name", "")))
    unit = given.get("lead_organisation")
    if unit is not None and unit.pk != chain.lead_organisation_id:
        check_receives(unit, timezone.localdate(now), field="lead_organisation")
    for name in (name for name in WRITABLE if name in given):
        setattr(chain, name, given[name])
    chain.version += 1
    chain.updated_at = now
    chain.save()
    if anchors is not None:
        chain.anchors.set(anchors)
    record(act, chain, by=by, now=now, changes=differences(before, _reading(chain), _LABELS))


def _reading(chain: Chain) -> dict[str, str]:
    shown = {name: str(getattr(chain, name) or "") for name in WRITABLE}
    shown["is_active"] = "是" if chain.is_active else "否"
    return shown | {"anchors": "、".join(sorted(one.name for one in chain.anchors.all()))}


def _checked_name(chain: Chain, typed: str) -> str:
    name = check_line(typed, "产业链", "name")
    if not name or len(name) > _MOST:
        raise Invalid(f"请填写产业链名称，最多{_MOST}个字，如“新能源汽车”。", "name")
    if Chain.objects.of_city(chain.city).filter(name=name).exclude(pk=chain.pk).exists():
        raise Conflict(f"“{name}”已登记，请直接修改已有的一条；要把另一名称并入它，请用“并入”。", "chain_taken")
    return name


def _rename(city: Organisation, old: str, new: str, *, by: Officer, now: datetime) -> int:
    """Every project of the city that bears ``old``, in one order; each with its own entry in the history."""
    named = Project.objects.under(city).filter(chain=old).order_by("pk").values_list("pk", flat=True)
    moved = 0
    for pk in list(named):
        project = locked_project(pk, by=by, check=False)
        if project.chain != old:
            continue
        why = f"产业链“{old}”改为“{new}”"
        changes = apply_values(project, {"chain": new}, by=by, now=now, why=why)
        save_version(project, now=now)
        record(Act.UPDATE_PROJECT, project, by=by, now=now, changes=differences_of(changes), detail=why)
        moved += 1
    return moved
