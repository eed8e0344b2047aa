"""Forms of the claim, the verdict on it, and the steps taken without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from projects.errors import DomainError, Missing
from projects.ledger.industries import industry_choices
from projects.ledger.kinds import EvidenceKind, StartKind
from projects.ledger.models import Enterprise, Evidence, Project
from projects.ledger.requirements import STEP_REQUIREMENTS, EvidenceRequirement
from projects.ledger.stages import Step
from projects.ledger.uscc import check_uscc
from projects.people.models import Officer, Organisation
from workflow.steps.inputs import (
    DATE_LABELS,
    FIELD_OF,
    CheckedField,
    ManyFilesField,
    YiField,
    claimed_value,
    day_field,
    is_confirmable,
    project_value,
)
from workflow.steps.models import Claim
from workflow.steps.reasons import reasons_of

Files = MultiValueDict[str, UploadedFile]
NOTE_LABELS: dict[str, str] = {Step.REVOKE: "核查发现"}


@dataclass
class Slot:
    """One kind of document: what the project has, and where more of it is uploaded."""

    kind: str
    label: str
    held: list[Evidence]
    ticked: set[str]
    upload: forms.BoundField

    def __iter__(self) -> Iterator[tuple[Evidence, bool]]:
        return ((one, str(one.pk) in self.ticked) for one in self.held)


@dataclass
class Group:
    """One evidence requirement. ``hows`` pairs a sentence with the kinds of start for which it holds (empty: all)."""

    name: str
    label: str
    hows: list[tuple[str, str]]
    only: set[str] = field(default_factory=set)
    slots: list[Slot] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def marks(self) -> str:
        """CSS classes that show the group only for its kinds of start."""
        return " ".join(f"only-{kind}" for kind in sorted(self.only))


def _kinds(requirement: EvidenceRequirement) -> list[str]:
    return [kind for kinds, _ in requirement.alternatives for kind in sorted(kinds)]


def _starts(requirement: EvidenceRequirement) -> set[str]:
    """Kinds of start for which the requirement holds; empty when it always does."""
    if requirement.when({}):
        return set()
    return {kind for kind in StartKind.values if requirement.when({"start_kind": kind})}


def upload_name(kind: str) -> str:
    """Name of the file input of a kind of evidence."""
    return f"upload_{kind}"


class ClaimForm(forms.Form):
    """Everything a claim for one step may carry. What is *missing* is not judged here but by the service."""

    def __init__(
        self,
        project: Project,
        step: str,
        officer: Officer,
        claim: Claim | None,
        data: QueryDict | None = None,
        files: Files | None = None,
        *,
        on: date,
    ) -> None:
        super().__init__(data, files)
        self.project, self.step, self.claim = project, step, claim
        self.rules = STEP_REQUIREMENTS[step]
        self.names = [name for name in self.rules.claimable() if name in FIELD_OF]
        self.group_errors: dict[str, list[str]] = {}
        self.loose: list[Missing] = []
        self._kept: set[str] = set()
        self._held = list(project.evidence.valid().select_related("uploaded_by"))
        self._add_what_and_when(officer)
        for name in self.names:
            self.fields[name] = FIELD_OF[name](name, officer)
            self._offer_present_units(self.fields[name], name, on)
            self.fields[name].initial = self._initial(name)
        self._keep_known_industry()
        if "investors" in self.rules.claimable():
            self._add_investors()
        for kind in self._wanted_kinds():
            self.fields[upload_name(kind)] = ManyFilesField(label=EvidenceKind(kind).label, required=False)
        self._confirm_large_amounts()

    def _add_what_and_when(self, officer: Officer) -> None:
        self.fields["effective_on"] = day_field(DATE_LABELS.get(self.step, "生效日期"), required=True)
        self.fields["effective_on"].initial = self.claim.effective_on if self.claim else None
        if self.rules.needs_reason:
            choices = [("", "请选择"), *reasons_of(self.step)]
            self.fields["reason"] = forms.ChoiceField(label="事由", required=False, choices=choices)
            self.fields["reason"].initial = self.claim.reason if self.claim else ""
        label = NOTE_LABELS.get(self.step, "说明")
        area = forms.Textarea(attrs={"rows": 4})
        self.fields["note"] = forms.CharField(label=label, required=False, max_length=2000, widget=area)
        self.fields["note"].initial = self.claim.note if self.claim else ""
        everything = Evidence.objects.visible_to(officer).valid().filter(project=self.project)
        self.fields["evidence"] = forms.ModelMultipleChoiceField(everything, required=False)

    def _add_investors(self) -> None:
        held = self.project.investors.all()
        names = [str(pk) for pk in (self.claim.fields.get("investors", []) if self.claim else [])]
        listed = (held | Enterprise.objects.filter(pk__in=[n for n in names if len(n) == 36])).distinct()
        self.fields["investors"] = forms.ModelMultipleChoiceField(
            listed, label="投资方", required=False, widget=forms.CheckboxSelectMultiple
        )
        self.fields["investors"].initial = [one.pk for one in listed]
        self.fields["new_investor"] = forms.CharField(label="再加一个投资方", required=False, max_length=120)
        self.fields["new_investor_uscc"] = CheckedField(check_uscc, label="其统一社会信用代码（有则填）")

    def _confirm_large_amounts(self) -> None:
        for name, one in list(self.fields.items()):
            if isinstance(one, YiField):
                one.confirmed = self.data.get(f"{name}_confirmed") == "on"

    def _offer_present_units(self, one: forms.Field, name: str, on: date) -> None:
        """Units that exist ``on``, and those that the project or the claim names whatever became of them."""
        if not isinstance(one, forms.ModelChoiceField) or one.queryset is None:
            return
        named = getattr(self.project, name).code, (self.claim.fields if self.claim else {}).get(name)
        choices = Organisation.objects.filter(pk__in=one.queryset.values("pk"))
        one.queryset = choices.current_on(on) | choices.filter(code__in=[code for code in named if code])

    def _keep_known_industry(self) -> None:
        """A four-digit code from a district system stays choosable."""
        one = self.fields.get("industry")
        if isinstance(one, forms.ChoiceField) and one.initial and one.initial not in dict(industry_choices()):
            one.choices = [("", "请选择"), (one.initial, one.initial), *industry_choices()]

    def _initial(self, name: str) -> object:
        if self.claim and name in self.claim.fields:
            value = claimed_value(self.claim.fields, name)
            if name == "landing_organisation":
                return self.fields[name].queryset.filter(code=value).first()  # type: ignore[attr-defined]
            return value
        return project_value(self.project, name)

    def _wanted_kinds(self) -> list[str]:
        return list(dict.fromkeys(kind for one in self.rules.evidence for kind in _kinds(one)))

    def required_fields(self) -> list[forms.BoundField]:
        """Fields the step asks for, in the order of the rule."""
        return [self[one.name] for one in self.rules.fields if one.name in self.names]

    def further_fields(self) -> list[forms.BoundField]:
        """Fields the claim may bring up to date on the way."""
        return [self[name] for name in self.rules.may_set if name in self.names]

    def ticked(self) -> set[str]:
        """Identifiers of the evidence that goes with the claim as the form stands."""
        if isinstance(self.data, QueryDict):
            return {*self.data.getlist("evidence"), *self._kept}
        if self.claim:
            return {str(pk) for pk in self.claim.evidence.values_list("pk", flat=True)}
        wanted = set(self._wanted_kinds())
        return {str(one.pk) for one in self._held if one.kind in wanted}

    def groups(self) -> list[Group]:
        """Evidence by requirement; two requirements for the same document share one group."""
        found: dict[tuple[str, ...], Group] = {}
        ticked = self.ticked()
        for rule in self.rules.evidence:
            kinds, starts = tuple(_kinds(rule)), _starts(rule)
            group = found.setdefault(kinds, Group(rule.name, rule.label, []))
            group.hows.append((rule.how, " ".join(f"only-{kind}" for kind in sorted(starts))))
            group.only |= starts
            group.errors += self.group_errors.get(rule.name, [])
            group.slots = [self._slot(kind, ticked) for kind in kinds]
        return list(found.values())

    def _slot(self, kind: str, ticked: set[str]) -> Slot:
        held = [one for one in self._held if one.kind == kind]
        return Slot(kind, str(EvidenceKind(kind).label), held, ticked, self[upload_name(kind)])

    def other_evidence(self) -> list[tuple[Evidence, bool]]:
        """Evidence of kinds the step does not ask for: may still be attached."""
        wanted, ticked = set(self._wanted_kinds()), self.ticked()
        return [(one, str(one.pk) in ticked) for one in self._held if one.kind not in wanted]

    def uploads(self) -> list[tuple[str, UploadedFile]]:
        """Kind and file of everything that was chosen and could be read."""
        return [(kind, one) for kind in self._wanted_kinds() for one in self.cleaned_data.get(upload_name(kind)) or []]

    def claimed(self) -> dict[str, object]:
        """What the claim states: field name → Python value; empty only where an earlier draft said something."""
        given = {name: self.cleaned_data.get(name) for name in self.names if name not in self.errors}
        if self.cleaned_data.get("investors"):
            given["investors"] = list(self.cleaned_data["investors"])
        said = set(self.claim.fields) - {"landing_organisation"} if self.claim else set()
        return {name: value for name, value in given.items() if value or name in said}

    @property
    def asks_to_confirm(self) -> str:
        """Name of the amount that was questioned and may be confirmed as it is; empty for none."""
        for name, one in self.fields.items():
            if isinstance(one, YiField) and self.is_bound and self.has_error(name, "unit_question"):
                return name if is_confirmable(self.data.get(name, "")) else ""
        return ""

    def keep(self, evidence: list[Evidence]) -> None:
        """Uploads that are stored already: listed and ticked when the form is shown again."""
        self._held += evidence
        self._kept |= {str(one.pk) for one in evidence}

    def refuse(self, error: DomainError) -> None:
        """Show a refusal of the service where it belongs; several missing things each at their own place."""
        for one in error.missing:
            if one.kind == "evidence":
                self.group_errors.setdefault(one.name, []).append(one.how)
            elif one.name in self.fields:
                self.add_error(one.name, f"{one.how}。")
            else:
                self.loose.append(one)
        if not error.missing:
            self.add_error(error.field if error.field in self.fields else None, error.detail)


class VerdictForm(forms.Form):
    """What the verifier says; per requirement when returning."""

    note = forms.CharField(label="意见", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, asked: list[tuple[str, str]], data: QueryDict | None = None, initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.asked = asked
        for name, label in asked:
            line = forms.TextInput(attrs={"placeholder": "哪里不对、怎么改"})
            self.fields[f"detail_{name}"] = forms.CharField(label=label, required=False, max_length=200, widget=line)

    def details(self) -> list[forms.BoundField]:
        """One line per requirement."""
        return [self[f"detail_{name}"] for name, _ in self.asked]

    def reasons(self) -> list[dict[str, str]]:
        """What was said, requirement by requirement."""
        said = ((name, self.cleaned_data.get(f"detail_{name}", "").strip()) for name, _ in self.asked)
        return [{"name": name, "detail": detail} for name, detail in said if detail]


class DirectForm(forms.Form):
    """A step that one person takes alone: when, why, in words."""

    def __init__(
        self, step: str, today: date, data: QueryDict | None = None, initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["effective_on"] = day_field("生效日期", required=True)
        self.fields["effective_on"].initial = today
        self.fields["reason"] = forms.ChoiceField(
            label="事由", choices=[("", "请选择"), *reasons_of(step)], error_messages={"required": "请选择事由。"}
        )
        self.fields["note"] = forms.CharField(
            label="说明",
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 4}),
            error_messages={"required": "请写明具体情况，供日后核查。"},
        )
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
