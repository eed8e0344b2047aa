"""Forms of the room: shape only; services check meaning. The decision's form also reads what the queue sends."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict

from projects.errors import DomainError
from projects.ledger.widgets import DayField, OrganisationField
from projects.people.models import Officer, Organisation
from workflow.minutes.kinds import LONGEST_NAME, LONGEST_REASON, LONGEST_TEXT, PresenceState
from workflow.minutes.models import Minutes, Presence
from workflow.minutes.services import Attended, Due
from workflow.minutes.wording import CALENDAR, WORKING

COUNTINGS = [(WORKING, "个工作日"), (CALENDAR, "个自然日")]


class Refusable(forms.Form):
    """A form that shows a refusal of the service at its field, or on top."""

    FIELDS: dict[str, str] = {}

    def refuse(self, refused: DomainError) -> None:
        """Put it there."""
        field = self.FIELDS.get(refused.field or "", refused.field)
        self.add_error(field if field in self.fields else None, refused.detail)


class DecisionForm(Refusable):
    """One decision: words, units, person, deadline (a day, or so many days)."""

    FIELDS = {"due_on": "on", "counting": "days", "lead_unit": "lead"}

    key = forms.UUIDField(widget=forms.HiddenInput)
    entry = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(label="议定事项", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))
    lead = OrganisationField(Organisation.objects.none(), label="牵头单位")
    joint = forms.ModelMultipleChoiceField(Organisation.objects.none(), label="配合单位", required=False)
    officer = forms.ModelChoiceField(Officer.objects.none(), label="责任人", required=False)
    on = DayField(label="完成日期", required=False)
    days = forms.IntegerField(label="或天数", required=False, min_value=1, max_value=400)
    counting = forms.ChoiceField(label="天数算法", choices=COUNTINGS, required=False)

    def __init__(self, by: Officer, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, initial={"key": uuid4(), "counting": WORKING, **kwargs.pop("initial", {})}, **kwargs)
        units = Organisation.objects.visible_to(by).order_by("path")
        for name in ("lead", "joint"):
            self.fields[name].queryset = units  # type: ignore[attr-defined]
        people = Officer.objects.visible_to(by).filter(is_active=True, kind=Officer.Kind.PERSON)
        self.fields["officer"].queryset = people.select_related("organisation").order_by("organisation__path", "name")  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """For ``record_decision``."""
        given = self.cleaned_data
        return {
            "key": given["key"],
            "entry_id": given["entry"],
            "text": given["text"],
            "lead": given["lead"],
            "joint": list(given["joint"]),
            "officer": given["officer"],
            "due": Due(on=given["on"], days=given["days"], counting=given["counting"] if given["days"] else ""),
        }


class ReasonForm(Refusable):
    """A reason, of whatever is refused, dropped or sent back."""

    reason = forms.CharField(label="理由", max_length=LONGEST_REASON)


class CorrectionForm(Refusable):
    """An addition to locked minutes."""

    text = forms.CharField(label="更正内容", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(label="更正理由", max_length=LONGEST_REASON)


class MinutesForm(Refusable):
    """The draft: opening, sections as ``section-N-heading`` and ``section-N-text``, words of decisions by id."""

    FIELDS = {"text": "opening"}

    opening = forms.CharField(label="开头", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    closing_blank = 2
    """Empty sections offered at the end."""

    @classmethod
    def of(cls, minutes: Minutes) -> MinutesForm:
        """As stored."""
        return cls(initial={"opening": minutes.opening})

    def sections(self) -> list[dict[str, Any]]:
        """What was typed, blank sections left out; a line is a paragraph."""
        return [one for one in typed_sections(self.data) if one["heading"] or one["paragraphs"]]

    def wordings(self) -> dict[UUID, str]:
        """Decision → its words."""
        found: dict[UUID, str] = {}
        for name, value in self.data.items():
            if name.startswith("decision-"):
                try:
                    found[UUID(name.removeprefix("decision-"))] = str(value)
                except ValueError:
                    continue
        return found


def typed_sections(data: Any) -> list[dict[str, Any]]:
    """``section-0-heading``, ``section-0-text`` … in order, as [{heading, paragraphs, text}]."""
    found = []
    for place in range(40):
        if f"section-{place}-text" not in data and f"section-{place}-heading" not in data:
            break
        text = str(data.get(f"section-{place}-text", "")).replace("\r\n", "\n")
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        found.append({"heading": str(data.get(f"section-{place}-heading", "")).strip(), "paragraphs": lines})
    return found


class AttendanceSheet:
    """The sheet: a line for each attendee called, and lines for guests. Reads a POST into rows of the service.

    A first sheet proposes that everybody came: the clerk marks who did not.
    """

    GUEST_LINES = 3

    def __init__(self, called: list[Officer], known: list[Presence], data: QueryDict | None = None) -> None:
        self.data = data
        self.error = ""
        self.proposed = "" if known else PresenceState.ATTENDED.value
        noted = {one.officer_id: one for one in known if one.officer_id}
        extra = [one.officer for one in known if one.officer and one.officer_id not in {who.pk for who in called}]
        self.lines = [self._line(who, noted.get(who.pk)) for who in (*called, *extra)]
        self.guests = self._guests([one for one in known if one.officer_id is None])

    def rows(self) -> list[Attended]:
        """Everybody with a state; guests without a name are left out."""
        people = [
            Attended(one["officer"], state=one["state"], reason=one["reason"], deputy=one["deputy"])
            for one in self.lines
            if one["state"]
        ]
        guests = [
            Attended(name=one["name"], unit=one["unit"], state=one["state"] or PresenceState.OBSERVED)
            for one in self.guests
            if one["name"].strip() or one["unit"].strip()
        ]
        return [*people, *guests]

    def _line(self, who: Officer, known: Presence | None) -> dict[str, Any]:
        stored = {"state": known.state if known else self.proposed, "reason": known.reason if known else "",
                  "deputy": known.deputy if known else ""}  # fmt: skip
        said = {name: self._said(f"{name}-{who.pk}", value) for name, value in stored.items()}
        return {"officer": who, "seat": known.unit if known else "", **said}

    def _guests(self, known: list[Presence]) -> list[dict[str, str]]:
        stored = [{"name": one.name, "unit": one.unit, "state": one.state} for one in known]
        count = len(stored) + self.GUEST_LINES
        if self.data is not None:
            count = max(count, sum(1 for name in self.data if name.startswith("guest-") and name.endswith("-name")))
        blank = {"name": "", "unit": "", "state": ""}
        return [
            {name: self._said(f"guest-{place}-{name}", (stored[place] if place < len(stored) else blank)[name])
             for name in blank}
            for place in range(count)
        ]  # fmt: skip

    def _said(self, name: str, stored: str) -> str:
        if self.data is None:
            return stored
        most = LONGEST_REASON if name.startswith("reason") else 2 * LONGEST_NAME
        return self.data.get(name, "")[: most + 1].strip()
