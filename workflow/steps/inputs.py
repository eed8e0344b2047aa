"""One form field per name that a claim may carry: how it is typed, with its unit, and what it starts with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from projects.errors import Invalid
from projects.ledger.codes import check_investment_code
from projects.ledger.fields import LABELS
from projects.ledger.industries import industry_choices
from projects.ledger.kinds import AgreementKind, StartKind, SubStage
from projects.ledger.models import Project
from projects.ledger.money import SUSPICIOUS_YI, check_wan, check_yi, wan_to_yi
from projects.ledger.stages import Step
from projects.ledger.uscc import check_uscc
from projects.ledger.widgets import DayField, OrganisationField
from projects.people.models import Kind, Officer, Organisation

DATE_LABELS: dict[str, str] = {
    Step.SIGN: "签约日期",
    Step.REGISTER: "注册日期",
    Step.START: "开工日期",
    Step.PRODUCE: "投产日期",
}
LANDING_KINDS = (Kind.CITY, Kind.DISTRICT, Kind.PARK, Kind.TOWNSHIP)
BLANK = [("", "请选择")]
PLAIN_NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


def refuse(error: Invalid) -> ValidationError:
    """A refusal of the ledger as one of the form."""
    return ValidationError(error.detail, code=error.code)


class CheckedField(forms.CharField):
    """A text that a rule of the ledger normalises or refuses."""

    def __init__(self, check: Callable[[str], str], **options: object) -> None:
        super().__init__(required=False, **options)  # type: ignore[arg-type]
        self._check = check

    def clean(self, value: object) -> str:
        """The normalised text; empty stays empty."""
        text: str = super().clean(value)
        try:
            return self._check(text) if text else ""
        except Invalid as error:
            raise refuse(error) from error


class YiField(forms.DecimalField):
    """Typed in 亿元, cleaned to 万元. Asks back when 万元 were probably meant (domain.md, section 3)."""

    unit = "亿元"
    confirmed = False

    def __init__(self, name: str) -> None:
        super().__init__(required=False, label=LABELS[name], widget=forms.TextInput(attrs=PLAIN_NUMBER))
        self._name = name

    def clean(self, value: object) -> Decimal | None:
        """万元, or ``ValidationError`` with code ``unit_question``."""
        yi = super().clean(value)
        try:
            return None if yi is None else check_yi(yi, self._name, confirmed=self.confirmed)
        except Invalid as error:
            raise refuse(error) from error

    def prepare_value(self, value: object) -> object:
        """万元 from the ledger are shown in 亿元; what was typed stays as typed."""
        return f"{wan_to_yi(value).normalize():f}" if isinstance(value, Decimal) else value


def is_confirmable(typed: str) -> bool:
    """May the writer insist on this amount in 亿元? From 10,000亿元 on nobody may."""
    try:
        return Decimal(typed) < SUSPICIOUS_YI
    except InvalidOperation:
        return False


class WanField(forms.DecimalField):
    """Typed in 万元, as a business licence prints it."""

    unit = "万元"

    def __init__(self, name: str) -> None:
        super().__init__(required=False, label=LABELS[name], widget=forms.TextInput(attrs=PLAIN_NUMBER))
        self._name = name

    def clean(self, value: object) -> Decimal | None:
        """万元, or ``ValidationError``."""
        wan = super().clean(value)
        try:
            return None if wan is None else check_wan(wan, self._name)
        except Invalid as error:
            raise refuse(error) from error

    def prepare_value(self, value: object) -> object:
        """Without the zeros that only the database needs."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files of one kind."""

    widget = ManyFilesInput

    def clean(self, data: object, initial: object = None) -> list[UploadedFile]:
        """Every file chosen; an empty one is refused by name."""
        chosen = data if isinstance(data, list) else [data] if data else []
        return [super(ManyFilesField, self).clean(one, initial) for one in chosen]


def day_field(label: str, *, required: bool = False) -> DayField:
    """A day."""
    wrong = {"invalid": "日期请按 2026-03-05 的格式填写。", "required": f"请填写{label}。"}
    return DayField(label=label, required=required, error_messages=wrong)


def _landing(name: str, officer: Officer) -> forms.Field:
    places = Organisation.objects.visible_to(officer).filter(kind__in=LANDING_KINDS)
    return OrganisationField(places, label=LABELS[name], required=False, empty_label="请选择")


def _text(name: str, limit: int) -> forms.Field:
    return forms.CharField(label=LABELS[name], required=False, max_length=limit)


def _choice(name: str, choices: list[tuple[str, str]]) -> forms.Field:
    return forms.ChoiceField(label=LABELS[name], required=False, choices=[*BLANK, *choices])


def _area(name: str) -> forms.Field:
    number = forms.DecimalField(
        label=LABELS[name],
        required=False,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs=PLAIN_NUMBER),
    )
    number.unit = "亩"  # type: ignore[attr-defined]
    return number


def _tick(label: str) -> forms.Field:
    return forms.BooleanField(label=label, required=False)


FIELD_OF: dict[str, Callable[[str, Officer], forms.Field]] = {
    "total_investment_wan": lambda name, _: YiField(name),
    "fixed_investment_wan": lambda name, _: YiField(name),
    "registered_capital_wan": lambda name, _: WanField(name),
    "landing_organisation": _landing,
    "industry": lambda name, _: _choice(name, industry_choices()),
    "agreement_kind": lambda name, _: _choice(name, list(AgreementKind.choices)),
    "fair_competition_reviewed_by": lambda name, _: _text(name, 40),
    "company_name": lambda name, _: _text(name, 120),
    "company_uscc": lambda name, _: CheckedField(check_uscc, label="统一社会信用代码"),
    "registered_in_jurisdiction": lambda _name, _: _tick("已核对营业执照登记机关，公司注册在本市"),
    "start_kind": lambda name, _: _choice(name, list(StartKind.choices)),
    "site": lambda name, _: _text(name, 120),
    "investment_code": lambda name, _: CheckedField(check_investment_code, label=LABELS[name]),
    "permanent_works": lambda _name, _: _tick("永久性工程已正式破土（勘探、平整场地、拆迁、临时设施不算）"),
    "approval_substitute_reason": lambda name, _: _text(name, 200),
    "land_area_mu": lambda name, _: _area(name),
    "production_sub_stage": lambda name, _: _choice(name, list(SubStage.choices)),
    "planned_registered_on": lambda name, _: day_field(LABELS[name]),
    "planned_started_on": lambda name, _: day_field(LABELS[name]),
    "planned_producing_on": lambda name, _: day_field(LABELS[name]),
}


def project_value(project: Project, name: str) -> object:
    """What the ledger already says, for the first look at the form."""
    if name == "company_name":
        return project.company.name if project.company else ""
    if name == "company_uscc":
        return project.company.uscc if project.company else ""
    if name == "investors":
        return list(project.investors.all())
    return getattr(project, name, None)


def claimed_value(fields: Mapping[str, object], name: str) -> object:
    """A value that a claim stores as JSON, as the form field starts with it."""
    value = fields[name]
    if name.endswith(("_wan", "_mu")) and value not in (None, ""):
        try:
            return Decimal(str(value))
        except InvalidOperation:
            return value
    return date.fromisoformat(value) if name.endswith("_on") and isinstance(value, str) and value else value
