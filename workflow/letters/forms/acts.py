"""What is typed on the way of a letter."""

from __future__ import annotations

from typing import Any

from django import forms

from projects.people.models import Officer
from workflow.letters.forms.base import OptionalFiles, RoomForm
from workflow.letters.models import Letter
from workflow.letters.policies import signers_of


class SignerField(forms.ModelChoiceField):
    """One person with the unit."""

    def label_from_instance(self, obj: Officer) -> str:
        """陈市长（芜湖市）."""
        return f"{obj.name}（{obj.organisation.label}）" if obj.organisation else obj.name


class SubmitForm(RoomForm):
    """Before whom a letter is put."""

    signer = SignerField(Officer.objects.none(), label="送谁签发", empty_label="请选择")
    submit_note = forms.CharField(label="送签说明", max_length=200, required=False)

    def __init__(self, *args: Any, letter: Letter, by: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signer = self.fields["signer"]
        assert isinstance(signer, forms.ModelChoiceField)
        signer.queryset = signers_of(letter.organisation, letter.signer_kind, but=by)


class NoteForm(RoomForm):
    """Why, or with which remark."""

    note = forms.CharField(label="说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(RoomForm):
    """The answer of the unit."""

    text = forms.CharField(label="回复内容", max_length=3000, widget=forms.Textarea(attrs={"rows": 6}),
                           help_text="写明办理情况、滞后原因、整改措施和完成时限")  # fmt: skip
    files = OptionalFiles()  # type: ignore[assignment]  # a form keeps what was sent under the same name
