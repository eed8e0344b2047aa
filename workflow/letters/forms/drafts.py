"""The words and terms of a letter before it is signed."""

from __future__ import annotations

from typing import Any

from django import forms

from projects.ledger.widgets import OrganisationField
from projects.people.models import Kind, Officer, Organisation
from workflow.letters.forms.base import RoomForm
from workflow.letters.kinds import Colour, Days, LetterKind, SignedBy, To
from workflow.letters.rungs import MOST_BODY, MOST_REPLY, MOST_TITLE
from workflow.letters.texts import PLACES

NAMES = (
    *("kind", "colour", "unit", "recipient_kind", "addressee", "trigger", "issuer", "word", "title", "body"),
    *("reply_days", "reply_count", "signer_kind"),
)


class DraftForm(RoomForm):
    """Everything that may still change."""

    kind = forms.ChoiceField(label="文种", choices=LetterKind.choices)
    colour = forms.ChoiceField(label="颜色", choices=Colour.choices, required=False)
    unit = OrganisationField(Organisation.objects.none(), label="收文单位", required=False, empty_label="按项目、事项")
    recipient_kind = forms.ChoiceField(label="发往", choices=To.choices)
    addressee = forms.CharField(label="抬头", max_length=120, required=False, help_text="留空按收文单位或收文人")
    trigger = forms.CharField(label="触发情形", max_length=300, help_text="为什么发这件函；会出现在台账里")
    issuer = forms.CharField(label="发文机关", max_length=60)
    word = forms.CharField(label="文号代字", max_length=20, help_text="如：芜招办；文号签发时自动编")
    title = forms.CharField(label="标题", max_length=MOST_TITLE * 2)
    body = forms.CharField(label="正文", max_length=MOST_BODY * 2, widget=forms.Textarea(attrs={"rows": 10}))
    reply_days = forms.IntegerField(label="回复时限", min_value=0, max_value=MOST_REPLY, help_text="0 为不要求回复")
    reply_count = forms.ChoiceField(label="时限单位", choices=Days.choices)
    signer_kind = forms.ChoiceField(label="签发人", choices=SignedBy.choices)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, OrganisationField)
        unit.queryset = Organisation.objects.visible_to(officer).exclude(kind=Kind.PROVINCE)
        places = "、".join(f"{{{name}}}" for name in PLACES)
        self.fields["body"].help_text = f"一行一段；可用占位词 {places}"

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        given = self.cleaned_data
        return {name: given[name] for name in NAMES if not (name in ("unit", "addressee") and not given[name])}
