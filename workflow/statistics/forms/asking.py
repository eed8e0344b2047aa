"""The question in the address: every field optional, everything shareable. Shape here; figures check meaning."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils import timezone

from projects.errors import DomainError
from projects.ledger.kinds import Channel
from projects.ledger.money import yi_to_wan
from projects.ledger.stages import STAGES, Stage, Standing, Step
from projects.ledger.widgets import DayField, YiField
from projects.people.models import Officer
from workflow.statistics.explorer.asks import STEPS, STOCK, Across, Ask, Rows, What
from workflow.statistics.explorer.presets import Period as Preset
from workflow.statistics.explorer.presets import span_of
from workflow.statistics.explorer.units import SPLIT, root_of
from workflow.statistics.explorer.words import KNOWN_AT
from workflow.statistics.filters import Filters
from workflow.statistics.forms import choices as offered
from workflow.statistics.forms.fields import IndustryField, MomentField, ThresholdsField
from workflow.statistics.terms import Measure, Moment, Period, Role
from workflow.statistics.wording import CURRENCIES

USUAL = "what=flow&step=sign&period=year&least=1&also=10%E3%80%8150&rows=unit&compare=1"
"""The question of an address that asks nothing: this year's signings by unit beside last year."""
SELECTED: dict[str, str] = {
    "what": What.FLOW, "step": Step.SIGN, "period": Preset.YEAR, "from_stage": Stage.SIGNED, "to_stage": Stage.STARTED,
    "measure": Measure.TOTAL_WAN, "role": Role.LANDING,
}  # fmt: skip
MEASURES = ((Measure.TOTAL_WAN, "总投资"), (Measure.FIXED_WAN, "固定资产投资"), (Measure.FOREIGN_USD, "实际利用外资"))
USD_ALONE = "实际利用外资是到位资金的一种，请把统计内容改为“到位资金”。"
_UNSPLIT = (What.TIERS, What.CONVERSIONS)
_BY_PART = (What.COHORT, What.DURATIONS)


def _choice(label: str, *choices: tuple[str, str], **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=list(choices), **kwargs)


class AskForm(forms.Form):
    """A question. Amounts are typed in 亿元, foreign ones in 万 of their currency."""

    what = _choice("统计内容", *What.choices)
    step = _choice("节点", *STEPS, (STOCK, "现有项目（仅分档）"))
    from_stage = _choice("起点阶段", *[(one, Stage(one).label) for one in STAGES[:-1]])
    to_stage = _choice("终点阶段", *[(one, Stage(one).label) for one in STAGES[1:]])
    period = _choice("时间段", *Preset.choices)
    from_on = DayField(label="开始日期", required=False)
    to_on = DayField(label="结束日期", required=False)
    least = YiField(label="总投资（亿元以上）", required=False)
    also = ThresholdsField(
        label="其中（亿元以上）",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": "如 10、50、100", "autocomplete": "off"}),
    )
    measure = _choice("金额口径", *MEASURES)
    rows = _choice("按行", *Rows.choices)
    across = _choice("按列", *Across.choices)
    compare = forms.BooleanField(label="与去年同期比", required=False)
    unit = _choice("单位（含下属）")
    role = _choice("单位按", *Role.choices)
    industrial = _choice("工业项目", offered.ANY, ("1", "是"), ("0", "否"))
    industry = IndustryField(
        label="行业", required=False, max_length=5, widget=forms.TextInput(attrs={"placeholder": "如 C 或 C38"})
    )
    chain = _choice("产业链")
    channel = _choice("招商方式", offered.ANY, *Channel.choices)
    origin = forms.CharField(label="来源地", required=False, max_length=60)
    tag = _choice("标签")
    standing = _choice("状态", offered.ANY, *Standing.choices)
    currency = _choice(
        "外币", offered.ANY, *[(one, word) for one, word in CURRENCIES.items() if one not in ("", "CNY")]
    )
    least_foreign = forms.DecimalField(
        label="外币金额（万以上）", required=False, min_value=Decimal(0), max_digits=16, decimal_places=4
    )
    as_of = DayField(label="截至日期", required=False, help_text="到这一天为止已经发生的；留空为今天。")
    known_at = MomentField(label="按何时所知", help_text=KNOWN_AT)

    def __init__(self, data: QueryDict, *, officer: Officer, now: datetime) -> None:
        super().__init__(_filled(data if any(data.get(name) for name in self.base_fields) else QueryDict(USUAL)))
        self.officer, self.now = officer, now
        for name, found in (
            ("unit", offered.units_of(officer)),
            ("chain", offered.chains_of(officer)),
            ("tag", offered.tags_of(officer)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [offered.ANY, *found]

    def clean(self) -> dict[str, Any]:
        """The day is not ahead, the period has two ends in order, the measure fits."""
        given = super().clean() or self.cleaned_data
        today = timezone.localdate(self.now)
        if given.get("as_of") and given["as_of"] > today:
            self.add_error("as_of", "截至日期不能晚于今天。")
        if given.get("measure") == Measure.FOREIGN_USD and given.get("what") != What.ARRIVED:
            self.add_error("measure", USD_ALONE)
        if given.get("step") == STOCK and given.get("what") != What.TIERS:
            self.add_error("step", "“现有项目”只用于投资规模分档，请选一个节点。")
        if given.get("least_foreign") is not None and not given.get("currency"):
            self.add_error("currency", "请选择外币币种。")
        if not self.errors:
            self._clean_period(given, given.get("as_of") or today)
        return given

    def _clean_period(self, given: dict[str, Any], on: date) -> None:
        span = span_of(given["period"], on)
        if span is not None:
            given["days"] = Period(span.from_on, span.to_on)
            return
        for name in ("from_on", "to_on"):
            if given.get(name) is None:
                self.add_error(name, "自定时间段须填起止日期。")
        if self.errors:
            return
        try:
            given["days"] = Period(given["from_on"], given["to_on"])
        except DomainError as refused:
            self.add_error("to_on", refused.detail)

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the figures at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)

    def ask(self) -> Ask:
        """The question of a valid form."""
        given = self.cleaned_data
        what = given["what"]
        moment = Moment.asked(now=self.now, as_of=given["as_of"], known_at=given["known_at"])
        root = root_of(given["unit"], self.officer)
        return Ask(
            what=what,
            moment=moment,
            period=given["days"],
            place=offered.place_of(root),
            year=timezone.localdate(self.now).year,
            step=given["step"],
            measure=_measure(what, given["measure"]),
            filters=self._filters(),
            also_wan=given["also"],
            rows=_rows(what, given["rows"]),
            across=given["across"] if what == What.FLOW else Across.NONE,
            compares=given["compare"],
            from_stage=given["from_stage"],
            to_stage=given["to_stage"],
            depth=root.depth + 1 if root else 1,
        )

    def _filters(self) -> Filters:
        given = self.cleaned_data
        return Filters(
            organisation=given["unit"],
            role=Role(given["role"]),
            min_total_wan=yi_to_wan(given["least"]) if given["least"] else None,
            foreign_currency=given["currency"],
            min_foreign_wan=given["least_foreign"],
            is_industrial={"1": True, "0": False}.get(given["industrial"]),
            industry=given["industry"],
            chain=given["chain"],
            channel=given["channel"],
            origin=given["origin"],
            tag=given["tag"],
            standings=(given["standing"],) if given["standing"] else (),
        )

    def query(self, **over: str) -> str:
        """The address in its canonical form: what is given, in one order; ``over`` set anew, empty: left out."""
        given = {name: str(self.data.get(name, "")).strip() for name in self.fields} | over
        if given["period"] != Preset.OWN:
            given |= {"from_on": "", "to_on": ""}
        used = {name: value for name, value in given.items() if value and value != SELECTED.get(name)}
        return urlencode({"what": given["what"], **used})

    def organisation_name(self) -> str:
        """Name of the unit asked for; empty for none."""
        root = root_of(self.cleaned_data.get("unit", ""), self.officer) if self.cleaned_data.get("unit") else None
        return root.label if root else ""

    def chips(self) -> list[tuple[str, str]]:
        """Words of every filter in use that lies folded away, with the address without it."""
        found = []
        for name in FOLDED:
            value = str(self.data.get(name, "")).strip()
            if value and value != SELECTED.get(name):
                found.append((f"{self.fields[name].label}：{self._shown(name, value)}", f"?{self.query(**{name: ''})}"))
        return found

    def _shown(self, name: str, value: str) -> str:
        field = self.fields[name]
        words: dict[Any, Any] = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}  # type: ignore[arg-type]
        return str(words.get(value, value)).strip("　")

    def folded(self) -> list[forms.BoundField]:
        """The filters behind 更多筛选."""
        return [self[name] for name in FOLDED]


def _filled(data: QueryDict) -> QueryDict:
    """With a word wherever the form would show one: what is seen is what is asked."""
    made = data.copy()
    for name, usual in SELECTED.items():
        if not made.get(name):
            made[name] = usual
    return made


FOLDED = ("unit", "role", "industrial", "industry", "chain", "channel", "origin", "tag", "standing", "currency",
          "least_foreign")  # fmt: skip


def _measure(what: str, given: str) -> Measure:
    if what == What.ARRIVED:
        return Measure.FOREIGN_USD if given == Measure.FOREIGN_USD else Measure.ARRIVED_WAN
    return Measure.PLAN_WAN if what == What.PLANS else Measure(given)


def _rows(what: str, given: str) -> str:
    """Lines that the kind of figure knows; any others give none."""
    if what in _UNSPLIT:
        return Rows.NONE
    return Rows.NONE if what in _BY_PART and given not in SPLIT else given
