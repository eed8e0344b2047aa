"""The editor of a ladder: its head, and one row for each rung."""

from __future__ import annotations

from typing import Any

from django import forms

from projects.ledger.forms.versions import Overtaken
from projects.ledger.widgets import DayField
from workflow.letters.forms.base import RoomForm
from workflow.letters.kinds import Colour, Days, LetterKind, SignedBy, To, Trigger
from workflow.letters.presets import PRESETS
from workflow.letters.rungs import MOST_BODY, MOST_DAYS, MOST_LEVEL, MOST_REPLY, MOST_RUNGS, MOST_TITLE, RungLine
from workflow.letters.services.ladders import OWN

SPARE = 2
"""Empty rows below those that are filled in."""


class LadderForm(Overtaken, RoomForm):
    """From when, in whose name, by which document, in use or not."""

    preset = forms.ChoiceField(label="预设", choices=[*((one.code, one.label) for one in PRESETS), (OWN, "自定")])
    issuer = forms.CharField(label="发文机关", max_length=60, help_text="函件上的发文机关标志和落款")
    valid_from = DayField(label="生效日期", help_text="从这一天起按新规则提出建议；已提出的不受影响")
    basis = forms.CharField(label="依据文件", max_length=120, required=False)
    is_active = forms.BooleanField(label="启用（不勾选则沿用上级单位的规则）", required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class RungRow(forms.Form):
    """One rung; a row without a trigger is none."""

    level = forms.IntegerField(label="级别", min_value=1, max_value=MOST_LEVEL, required=False)
    trigger = forms.ChoiceField(label="触发情形", choices=[("", "不用这一条"), *Trigger.choices], required=False)
    days = forms.IntegerField(label="天数 N", min_value=0, max_value=MOST_DAYS, required=False)
    kind = forms.ChoiceField(label="文种", choices=LetterKind.choices, required=False)
    colour = forms.ChoiceField(label="颜色", choices=Colour.choices, required=False)
    recipient = forms.ChoiceField(label="发往", choices=To.choices, required=False)
    signer = forms.ChoiceField(label="签发人", choices=SignedBy.choices, required=False)
    reply_days = forms.IntegerField(label="回复时限", min_value=0, max_value=MOST_REPLY, required=False)
    reply_count = forms.ChoiceField(label="时限单位", choices=Days.choices, required=False)
    word = forms.CharField(label="文号代字", max_length=20, required=False)
    title = forms.CharField(label="标题模板", max_length=MOST_TITLE, required=False)
    body = forms.CharField(
        label="正文模板", max_length=MOST_BODY, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def line(self) -> RungLine:
        """As typed; what is left empty is empty."""
        given = self.cleaned_data
        words: dict[str, Any] = {name: given[name] or 0 for name in ("days", "reply_days")}
        words |= {name: given[name] for name in ("trigger", "kind", "colour", "recipient", "signer", "reply_count")}
        return RungLine(
            level=given["level"] or 1, word=given["word"], title=given["title"], body=given["body"], **words
        )


class BaseRungRows(forms.BaseFormSet):
    """All rows of a ladder."""

    def lines(self) -> list[RungLine]:
        """The rungs as typed, in their order; rows without a trigger are left out."""
        return [row.line() for row in self.forms if row.cleaned_data.get("trigger")]


RungRows = forms.formset_factory(
    RungRow, formset=BaseRungRows, extra=SPARE, max_num=MOST_RUNGS, absolute_max=MOST_RUNGS
)


def row_of(line: RungLine) -> dict[str, Any]:
    """A rung as its row begins."""
    return line.values()
