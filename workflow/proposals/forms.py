"""Forms of proposals: accepting, dismissing, adding a word; the filters of the list."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.http import QueryDict

from projects.errors import DomainError
from projects.ledger.stages import Step
from projects.ledger.widgets import DayField
from workflow.proposals.kinds import NOTICES, ProposalKind
from workflow.proposals.models import Proposal
from workflow.steps.reasons import reasons_of

AGAIN = timedelta(days=30)


class DoForm(forms.Form):
    """Words with a deed. ``do``: accept, dismiss or note."""

    text = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, do: str, proposal: Proposal, data: QueryDict | None, *, on: date, term_days: int) -> None:
        super().__init__(data, prefix=do)
        self.do = do
        self.fields["text"].label = {"accept": "办理意见", "dismiss": "理由", "note": "情况"}[do]
        if do == "dismiss":
            self.fields["again_on"] = DayField(label="何日再提", initial=on + AGAIN)
        if do == "accept" and proposal.kind in NOTICES:
            self.fields["deadline_on"] = DayField(label="限期至", initial=on + timedelta(days=term_days))
        if do == "accept" and proposal.kind == ProposalKind.EXIT:
            self.fields["reason"] = forms.ChoiceField(label="终止事由", choices=reasons_of(Step.TERMINATE))

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)
