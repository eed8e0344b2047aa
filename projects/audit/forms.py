"""The filters of the log; they live in the address, so that a search can be kept and repeated."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from projects.audit import words
from projects.audit.models import Channel, Result
from projects.days import validate_plausible
from projects.errors import Invalid

ANY = ("", "全部")
MAIN = ("from_at", "to_at", "person", "action", "result", "q")
MORE = ("unit", "object_type", "object", "address", "channel")
EXACT = ("actor", "object_id", "request")
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]


class OpenChoice(forms.ChoiceField):
    """A choice that also takes what is not on its list: old entries hold acts and objects that are gone."""

    def valid_value(self, value: object) -> bool:
        return True


def _moment(label: str) -> forms.DateTimeField:
    picker = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label, required=False, widget=picker, input_formats=FORMATS, validators=[validate_plausible]
    )


def _words(label: str, hint: str = "", *, length: int = 80) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=length, widget=forms.TextInput(attrs={"placeholder": hint})
    )


def _exact() -> forms.CharField:
    return forms.CharField(required=False, max_length=64, widget=forms.HiddenInput())


class EntryFilter(forms.Form):
    """Every filter is optional. ``actor``, ``object_id``, ``request``: exactly this one, from a link of a page."""

    from_at = _moment("时间从")
    to_at = _moment("到")
    person = _words("人员", "账号或姓名", length=64)
    action = OpenChoice(label="动作", required=False)
    result = forms.ChoiceField(label="结果", required=False, choices=[ANY, *Result.choices])
    q = _words("查找文字", "说明、对象、变更内容")
    unit = _words("单位", "单位名称")
    object_type = OpenChoice(label="对象类型", required=False)
    object = _words("对象", "名称或标识")
    address = _words("来源地址", "如 10.1.2.", length=45)
    channel = forms.ChoiceField(label="途径", required=False, choices=[ANY, *Channel.choices])
    actor = _exact()
    object_id = _exact()
    request = _exact()

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, label_suffix="")
        self.query = data
        self._offer("action", [ANY, *words.acts()])
        self._offer("object_type", [ANY, *words.object_types()])
        for field in self.fields.values():
            chosen = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if chosen else "form-control"

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        asked = self.data.get(name, "")
        known = {value for value, group in choices if not isinstance(group, list)} | {
            value for _, group in choices if isinstance(group, list) for value, _ in group
        }
        field.choices = choices if asked in known else [*choices, (asked, asked)]

    def chosen(self) -> dict[str, Any]:
        """Name → value of every filter in use; what cannot be read is left out and shown as an error."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def check_readable(self) -> None:
        """``Invalid`` when a filter cannot be read: what leaves the house is exactly what was asked for."""
        if not self.is_valid():
            raise Invalid("有筛选条件无法识别，请改正后再导出。")

    def main_fields(self) -> list[forms.BoundField]:
        """Those in sight."""
        return [self[name] for name in MAIN]

    def more_fields(self) -> list[forms.BoundField]:
        """Those folded away until used."""
        return [self[name] for name in MORE]

    def more_used(self) -> int:
        """How many of the folded ones are in use: then they are shown."""
        return sum(bool(self.data.get(name)) for name in MORE)

    def chips(self) -> list[tuple[str, str]]:
        """Sentence of every filter in use, and the query string without it."""
        return [(sentence, self._without(name)) for name, sentence in self.sentences().items()]

    def sentences(self) -> dict[str, str]:
        """Name of every filter in use → how it reads."""
        return {name: f"{self._label(name)}：{self._shown(name, value)}" for name, value in self.chosen().items()}

    def _label(self, name: str) -> str:
        exact = {"actor": "账号", "object_id": "对象标识", "request": "请求编号"}
        return exact.get(name) or str(self.fields[name].label)

    def _shown(self, name: str, value: Any) -> str:
        if name in ("from_at", "to_at"):
            return f"{value:%Y-%m-%d %H:%M}"
        if name == "action":
            return words.act_label(value)
        if name == "object_type":
            return words.object_label(value)
        return str({"result": dict(Result.choices), "channel": dict(Channel.choices)}.get(name, {}).get(value, value))

    def _without(self, name: str) -> str:
        left = self.query.copy()
        for gone in (name, "before", "after"):
            left.pop(gone, None)
        return f"?{left.urlencode()}"
