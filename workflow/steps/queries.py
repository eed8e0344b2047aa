"""What a step still needs, and which steps are open (domain.md 2.3): one list for page, API and refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.module_loading import import_string

from projects.errors import Missing, NotAllowed
from projects.ledger.chiefs import reasons_for_chief
from projects.ledger.fields import COMPANY_FIELDS, MANY_FIELDS
from projects.ledger.models import CityRules, Clash, Evidence, Project, Responsibility
from projects.ledger.queries_clashes import held_back_of_each
from projects.ledger.requirements import STEP_REQUIREMENTS, EvidenceRequirement, FieldRequirement, StepRequirements
from projects.ledger.stages import DIRECT_STEPS, Step
from projects.people.models import Officer
from workflow.steps.models import Transition
from workflow.steps.policies import check_may_claim, check_may_take_directly


@dataclass(frozen=True)
class Requirement:
    """One thing a step asks for, and whether it is there."""

    kind: str
    name: str
    label: str
    how: str
    met: bool
    value: object = None

    def as_missing(self) -> Missing:
        """The same, as part of a refusal."""
        return Missing(self.kind, self.name, self.label, self.how)


Told = dict[str, dict[UUID, list[Requirement]]]
"""Function of ``settings.STEP_CONDITIONS`` → project → what it asks."""


@dataclass(frozen=True)
class NextStep:
    """A step that the machine allows now. ``may_take``: this officer may, and nothing is missing."""

    step: str
    label: str
    target: str
    may_take: bool
    refusal: str
    missing: list[Missing]


def missing_for(
    project: Project,
    step: str,
    *,
    fields: Mapping[str, Any] | None = None,
    evidence: Iterable[Evidence] | None = None,
    reason: str | None = None,
    added: list[Requirement] | None = None,
) -> list[Missing]:
    """Everything that stands between the project and the step; ``fields`` are values a claim adds."""
    asked = requirements_for(project, step, fields=fields, evidence=evidence, reason=reason, added=added)
    return [requirement.as_missing() for requirement in asked if not requirement.met]


def requirements_for(
    project: Project,
    step: str,
    *,
    fields: Mapping[str, Any] | None = None,
    evidence: Iterable[Evidence] | None = None,
    reason: str | None = None,
    added: list[Requirement] | None = None,
) -> list[Requirement]:
    """Everything the step asks for, met or not. ``reason=None``: the reason is asked when the step is taken.

    ``added``: of ``added_of_each`` where it has been asked already.
    """
    wanted = STEP_REQUIREMENTS[step]
    values = values_of(project, wanted, fields or {})
    documents = counting_evidence(project) if evidence is None else list(evidence)
    asked = [_field(f, values) for f in wanted.fields if f.when(values)]
    asked += [_document(e, values, documents) for e in wanted.evidence if e.when(values)]
    if wanted.needs_chief:
        asked += _chief(project, values)
    asked += added_of_each(step, [project])[project.pk] if added is None else added
    if wanted.needs_reason and reason is not None:
        how = "写明事由；撤销认定须写明核查发现的问题" if wanted.needs_finding else "选择事由并写明情况"
        asked.append(Requirement("condition", "reason", "事由", how, bool(reason.strip()), reason))
    return asked


def added_of_each(
    step: str, projects: Sequence[Project], known: Told | None = None, clashes: Iterable[Clash] | None = None
) -> dict[UUID, list[Requirement]]:
    """Project → conditions that are asked of many at once, in as few queries as of one.

    A clash, and those of the rooms above, which this room may not import: named in settings (ADR 0016). ``known``: what
    these answered already for another step of the same projects; it is added to. ``clashes``: ``clashes_of_each`` of
    the projects, where they have been read.
    """
    known = {} if known is None else known
    found: dict[UUID, list[Requirement]] = {project.pk: [] for project in projects}
    if step == Step.SIGN:
        _add_clashes(found, clashes)
    for name in settings.STEP_CONDITIONS.get(step, ()) if found else ():
        if name not in known:
            known[name] = import_string(name)(projects)
        for key, asked in known[name].items():
            found[key] += asked
    return found


def _add_clashes(found: dict[UUID, list[Requirement]], clashes: Iterable[Clash] | None) -> None:
    """Asked only of whom a clash holds back (首报首谈): the later one until the ruling, then the one not kept."""
    for key, why in held_back_of_each(found, clashes).items():
        found[key].append(Requirement("condition", "clash", "首报争议", why, met=False))


def counting_evidence(project: Project) -> list[Evidence]:
    """The project's documents, neither void nor of a revoked verification: what was found wrong proves nothing."""
    return counting_evidence_of_each([project])[project.pk]


def counting_evidence_of_each(projects: Iterable[Project]) -> dict[UUID, list[Evidence]]:
    """Project → its ``counting_evidence``. One query, however many projects."""
    known = {project.pk: project for project in projects}
    revoked = Transition.objects.filter(claim__evidence=OuterRef("pk"), revocation__isnull=False)
    found: dict[UUID, list[Evidence]] = {key: [] for key in known}
    for document in Evidence.objects.valid().filter(~Exists(revoked), project__in=known):
        document.project = known[document.project_id]
        found[document.project_id].append(document)
    return found


def values_of(project: Project, wanted: StepRequirements, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the project would say with ``fields`` added."""
    values = {name: _value(project, name) for name in wanted.read()}
    values |= fields  # a value emptied on purpose counts as empty
    if "registered_in_jurisdiction" in values and not values["registered_in_jurisdiction"]:
        values["registered_in_jurisdiction"] = _is_registered_here(project, str(values.get("company_uscc") or ""))
    return values


def _value(project: Project, name: str) -> Any:
    if name in COMPANY_FIELDS:
        return getattr(project.company, name.removeprefix("company_")) if project.company else ""
    if name in MANY_FIELDS:
        return list(getattr(project, name).all())
    return getattr(project, name)


def _is_registered_here(project: Project, uscc: str) -> bool:
    """Positions 3–6 of the code name the city of the registration authority (GB 32100-2015)."""
    region = project.landing_organisation.city().region_code
    return bool(region) and uscc[2:6] == region[:4]


def _field(wanted: FieldRequirement, values: Mapping[str, Any]) -> Requirement:
    value = values.get(wanted.name)
    return Requirement(wanted.kind, wanted.name, wanted.label, wanted.how, wanted.meets(value), value)


def _document(wanted: EvidenceRequirement, values: Mapping[str, Any], documents: list[Evidence]) -> Requirement:
    have = {document.kind for document in documents}
    met = any(kinds <= have and usable(values) for kinds, usable in wanted.alternatives)
    kinds = frozenset().union(*(kinds for kinds, _ in wanted.alternatives))
    found = [document for document in documents if document.kind in kinds]
    return Requirement("evidence", wanted.name, wanted.label, wanted.how, met, found)


def _chief(project: Project, values: Mapping[str, Any]) -> list[Requirement]:
    total = values.get("total_investment_wan", project.total_investment_wan)
    if total == project.total_investment_wan:
        needed = project.needs_chief
    else:
        rules = CityRules.of(project.landing_organisation)
        probe = Project(
            assigned_by_city=project.assigned_by_city,
            is_industrial=project.is_industrial,
            total_investment_wan=total,
            demonstration_reason=project.demonstration_reason,
        )
        needed = bool(reasons_for_chief(probe, rules))
    if not needed:
        return []
    chief = _chief_of(project)
    how = "由调度办按职务指定首席责任人，原则上为主要负责人"
    return [Requirement("condition", "chief", "首席责任人", how, chief is not None, chief)]


def _chief_of(project: Project) -> Responsibility | None:
    """The current one; not asked for where the caller has read ``current_chiefs`` of many."""
    known: list[Responsibility] | None = getattr(project, "current_chiefs", None)
    if known is not None:
        return known[0] if known else None
    return project.responsibilities.current().chiefs().select_related("officer").first()


def next_steps(project: Project, *, by: Officer, on: date) -> list[NextStep]:
    """The steps the state machine allows from here, whether ``by`` may, and what is missing for each."""
    evidence, known = counting_evidence(project), Told()
    return [_next_step(project, step, target, by, evidence, known) for step, target in project.legal_moves().items()]


def refusal_of(project: Project, step: str, by: Officer) -> str:
    """Why ``by`` may not take or claim the step, whatever it still needs; empty for who may."""
    try:
        (check_may_take_directly if step in DIRECT_STEPS else check_may_claim)(project, step, by)
    except NotAllowed as refused:
        return refused.detail
    return ""


def _next_step(
    project: Project, step: str, target: str, by: Officer, evidence: list[Evidence], known: Told
) -> NextStep:
    refusal = refusal_of(project, step, by)
    missing = missing_for(project, step, evidence=evidence, added=added_of_each(step, [project], known)[project.pk])
    return NextStep(step, str(Step(step).label), target, not refusal and not missing, refusal, missing)
