"""The filters of the list; they live in the address, so that a filtered list can be saved and sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict

from projects.ledger.industries import industry_choices
from projects.ledger.kinds import AgreementKind, Channel, MarkKind, StartKind
from projects.ledger.models import Project, Responsibility
from projects.ledger.stages import Stage, Standing
from projects.ledger.widgets import DayField, YiField
from projects.people.models import Officer
from workflow.desk.forms import choices as offered
from workflow.desk.forms.choices import ANY, YES
from workflow.desk.queries.narrowing import DATES
from workflow.desk.queries.tiers import label_of
from workflow.lights.colours import LABELS

MAIN = ("stage", "light", "tier", "order")
MORE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("状态与责任", ("standing", "mine", "chief_state", "chief", "verifying", "silent", "contact_unit")),
    ("产业与来源", ("chain", "industry", "channel", "foreign", "top500", "agreement", "start_kind")),
    ("金额", ("bands", "amount_from", "amount_to")),
)
PICKED = ("tag", "mark")
NOT_FILTERS = ("order", "bands")
"""They change how the list looks; ``bands`` changes what is in it only together with a tier."""
DATE_LABELS = {
    "signed": "签约日期",
    "registered": "注册日期",
    "started": "开工日期",
    "producing": "投产日期",
    "negotiating": "在谈日期",
    "planned_signed": "计划签约",
    "planned_registered": "计划注册",
    "planned_started": "计划开工",
    "planned_producing": "计划投产",
}
_INDUSTRY = re.compile(r"[A-T]\d{0,4}")


class AnyOf(forms.MultipleChoiceField):
    """Several words, any of which will do."""

    widget = forms.CheckboxSelectMultiple


class IndustryField(forms.CharField):
    """A section (C) or the beginning of a code (C38) of GB/T 4754."""

    def clean(self, value: Any) -> str:
        """In capitals."""
        code = str(super().clean(value)).upper()
        if code and not _INDUSTRY.fullmatch(code):
            raise forms.ValidationError("请填门类字母，或字母加数字，如 C、C38。")
        return code


def _choice(label: str, *choices: tuple[str, str]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=list(choices))


class ProjectFilter(forms.Form):
    """Every filter is optional; "以上" includes the number itself; tiers are nested unless ``bands`` is set."""

    q = forms.CharField(label="搜索", required=False, max_length=80)
    unit = _choice("落地单位（含下属）")
    stage = _choice("阶段", ANY, *Stage.choices)
    standing = _choice("状态", ANY, *Standing.choices)
    light = _choice("亮灯", ANY, *LABELS.items())
    chief_state = _choice("首席责任人", ANY, *offered.CHIEF_STATES)
    tier = _choice("总投资", ANY, *offered.TIERS)
    bands = _choice("金额档次按", *offered.BANDS)
    amount_from = YiField(label="总投资不低于（亿元）", required=False)
    amount_to = YiField(label="总投资不高于（亿元）", required=False)
    chain = _choice("产业链")
    industry = IndustryField(
        label="行业代码（门类或大类）",
        required=False,
        max_length=5,
        widget=forms.TextInput(attrs={"list": "industries", "placeholder": "如 C 或 C38"}),
    )
    channel = _choice("招商方式", ANY, *Channel.choices)
    foreign = _choice("只看外资", *YES)
    top500 = _choice("三类500强", *YES)
    agreement = _choice("协议类型", ANY, *AgreementKind.choices)
    start_kind = _choice("开工类型", ANY, *StartKind.choices)
    contact_unit = _choice("首谈或分成单位（含下属）")
    chief = forms.ModelChoiceField(Officer.objects.none(), label="由谁负责", required=False, empty_label="全部")
    mine = _choice("与我有关", ANY, ("1", "我负责的"))
    verifying = _choice("申报", ANY, *offered.CLAIM_STATES)
    silent = _choice("无进展报告", ANY, *offered.SILENCES)
    tag = AnyOf(label="标签", required=False)
    mark = AnyOf(label="标识", required=False, choices=MarkKind.choices)
    updated_from = DayField(label="更新自", required=False)
    order = _choice("排序", *offered.orders())

    def __init__(self, data: QueryDict, *, officer: Officer) -> None:
        super().__init__(data)
        self.query = data
        for name in DATES:
            self.fields[f"{name}_from"] = DayField(label=f"{DATE_LABELS[name]}自", required=False)
            self.fields[f"{name}_to"] = DayField(label=f"{DATE_LABELS[name]}至", required=False)
        visible = Project.objects.visible_to(officer)
        landing, contact = offered.units_of(officer)
        self._choose("unit", landing)
        self._choose("contact_unit", contact)
        self._choose("chain", offered.chains_of(officer, visible))
        self._offer("tag", offered.tags_of(visible))
        chiefs = Responsibility.objects.current().chiefs().filter(project__in=visible)
        chief = self.fields["chief"]
        assert isinstance(chief, forms.ModelChoiceField)
        chief.queryset = Officer.objects.filter(pk__in=chiefs.values("officer"))

    def _choose(self, name: str, choices: offered.Choices) -> None:
        self._offer(name, [ANY, *choices])

    def _offer(self, name: str, choices: offered.Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Ends of a range in order, and of several words those that are known."""
        given = super().clean() or self.cleaned_data
        for name in [name.removesuffix("_from") for name in self.fields if name.endswith("_from")]:
            least, most = given.get(f"{name}_from"), given.get(f"{name}_to")
            if least is not None and most is not None and least > most:
                self.add_error(f"{name}_to", "不能小于起点，请核对。")
        for name in PICKED:
            if name in self.errors:
                given[name] = [word for word in self.query.getlist(name) if word in self._words(name)]
        return given

    def _words(self, name: str) -> dict[str, str]:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return {str(value): str(label) for value, label in field.choices}  # type: ignore[misc,union-attr]

    def chosen(self) -> dict[str, Any]:
        """Name → value of every filter in use; what cannot be read is left out and shown as an error."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}

    def ignored(self) -> list[str]:
        """A sentence for every filter of the address that could not be read."""
        return [f"“{self.fields[name].label}”：{errors[0]}" for name, errors in self.errors.items()]

    def pairs(self) -> dict[str, list[str]]:
        """The address in its canonical form: what is in use, in one order, each word as it was given."""
        used = self.chosen()
        return {name: self._given(name, used[name]) for name in self.fields if name in used}

    def _given(self, name: str, value: Any) -> list[str]:
        return sorted(value) if name in PICKED else [str(self.data[name]).strip()]

    def sentences(self) -> list[tuple[str, str, str]]:
        """Name, value and words of every filter in use; each of several words by itself."""
        return list(self._sentences())

    def _sentences(self) -> Iterator[tuple[str, str, str]]:
        for name, values in self.pairs().items():
            if name in NOT_FILTERS:
                continue
            for value in values:
                yield name, value, f"{self.fields[name].label}：{self._shown(name, value)}"

    def _shown(self, name: str, value: str) -> str:
        field = self.fields[name]
        if name == "tier":
            return label_of(value, exclusive=bool(self.cleaned_data.get("bands")))
        if isinstance(field, forms.ModelChoiceField) or not isinstance(field, forms.ChoiceField):
            return str(self.cleaned_data[name])
        return self._words(name)[value].strip("　")

    def main_fields(self) -> list[forms.BoundField]:
        """Those in sight beside the search box and the unit."""
        return [self[name] for name in MAIN]

    def more_groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Those folded away until asked for, under their headings."""
        return [(title, [self[name] for name in names]) for title, names in MORE]

    def picked_fields(self) -> list[forms.BoundField]:
        """Those of which several may be ticked, where there is anything to tick."""
        return [self[name] for name in PICKED if self._words(name)]

    def date_fields(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Words, from, to."""
        return [(DATE_LABELS[name], self[f"{name}_from"], self[f"{name}_to"]) for name in DATE_LABELS]

    def folded_used(self) -> int:
        """How many of the folded ones are in use: then they are shown."""
        shown = {"q", "unit", "bands", *MAIN}
        return sum(name not in shown for name in (*self.pairs(), *self.errors))

    def dates_used(self) -> bool:
        """Is one of the dates in use?"""
        return any(name.endswith(("_from", "_to")) and not name.startswith("amount") for name in self.data)

    @staticmethod
    def industries() -> list[tuple[str, str]]:
        """Codes to choose from while typing."""
        return industry_choices()
