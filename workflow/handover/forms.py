"""Forms of handovers and deputies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from projects.errors import DomainError
from projects.ledger.policies import may_arrange_deputy
from projects.ledger.widgets import DayField
from projects.people.models import Officer, Organisation, Tenure
from projects.people.roles import Permission
from workflow.handover.models import Handover
from workflow.handover.queries import Work

Choices = list[Any]
NOBODY = [("", "请选择")]


class Refusable(forms.Form):
    """A form that can show what a service refused."""

    def refuse(self, refused: DomainError) -> None:
        """At its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class ConfirmForm(Refusable):
    """The office's answer: who, from when, and for each part why it does not pass on."""

    successor = forms.ChoiceField(label="接收人", required=False)
    effective_on = DayField(label="生效日期", help_text="接收人的第一天；此前的迟延仍记在移交人名下")
    basis = forms.CharField(label="依据文件", max_length=120, required=False, help_text="如任免通知文号")
    reason = forms.CharField(
        label="说明", max_length=200, required=False, help_text="接收人不是主要负责人而接首席责任人时必填"
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: QueryDict | None = None, *, handover: Handover, works: Sequence[Work], by: Officer, on: date
    ) -> None:
        first = {"successor": handover.sitter_id, "effective_on": on, "version": handover.version}
        super().__init__(data, initial=first)
        self.people = {str(one.pk): one for one in _seated(by, on, but=handover.predecessor_id)}
        field = self.fields["successor"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _grouped(self.people.values(), on)
        if handover.sitter is None:
            field.help_text = "职务目前空缺；登记继任者的任职后会自动列为接收人，也可另选一位接收"
        for work in works:
            label = f"“{work.project}”不移交的理由" if work.project else "不移交的理由"
            self.fields[f"keep_{work.item.pk}"] = forms.CharField(label=label, max_length=200, required=False)

    def keep_field(self, item_id: int) -> forms.BoundField:
        """The box of one part."""
        return self[f"keep_{item_id}"]

    def chosen(self) -> Officer | None:
        """The person chosen; None leaves it to the sitter."""
        return self.people.get(self.cleaned_data["successor"])

    def kept(self) -> dict[int, str]:
        """Item → why it does not pass on."""
        given = {name: value for name, value in self.cleaned_data.items() if name.startswith("keep_") and value}
        return {int(name.removeprefix("keep_")): value for name, value in given.items()}


class AcknowledgeForm(Refusable):
    """The successor's word."""

    note = forms.CharField(label="接收意见", max_length=200, required=False, help_text="可不填")
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class DeputyForm(Refusable):
    """Who stands in for whom, from when to when."""

    principal = forms.ChoiceField(label="被代理人")
    deputy = forms.ChoiceField(label="代理人", help_text="代理期间可查看被代理人负责的项目，并收到提醒抄送")
    valid_from = DayField(label="起始日期")
    valid_to = DayField(label="结束日期", help_text="到期自动结束")
    basis = forms.CharField(label="事由或依据", max_length=120, help_text="如：外出培训、休假")

    def __init__(self, data: QueryDict | None = None, *, by: Officer, on: date) -> None:
        super().__init__(data, initial={"principal": by.pk, "valid_from": on})
        known = list(_people(by))
        self.people = {str(one.pk): one for one in [by, *known]}
        arranged = [one for one in self.people.values() if may_arrange_deputy(one, by)]
        self._offer("principal", arranged, on)
        self._offer("deputy", [one for one in known if one.may(Permission.PROJECT_READ)], on)

    def _offer(self, name: str, people: Iterable[Officer], on: date) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _grouped(people, on)

    def chosen(self, name: str) -> Officer:
        """The person chosen in ``name``."""
        return self.people[self.cleaned_data[name]]


def _people(by: Officer) -> Iterable[Officer]:
    """Active people of the own subtree, or of the whole tree for who keeps it: nobody is found out of it."""
    root, found = by.scope_root, Officer.objects.people().filter(is_active=True)
    if root is not None:
        found = found.filter(organisation__in=Organisation.objects.under(root))
    elif not by.may(Permission.PEOPLE_WRITE):
        found = found.none()
    return found.select_related("organisation").prefetch_related("roles").order_by("name", "pk")


def _seated(by: Officer, on: date, *, but: UUID) -> list[Officer]:
    """Those of them who sit on a post that day: a chief is held by post."""
    seated = set(Tenure.objects.current_on(on).values_list("officer", flat=True))
    return [one for one in _people(by) if one.pk in seated and one.pk != but]


def _grouped(people: Iterable[Officer], on: date) -> Choices:
    """By unit in the order of the tree, each with the post held that day: 张区长（★区长）."""
    known = sorted(people, key=lambda one: (one.organisation.path if one.organisation else "", one.name))
    posts = _posts(known, on)
    groups: dict[str, Choices] = {}
    for one in known:
        words = f"{one.name}（{posts[one.pk]}）" if one.pk in posts else one.name
        groups.setdefault(str(one.organisation or "未设单位"), []).append((str(one.pk), words))
    return [*NOBODY, *groups.items()]


def _posts(people: Iterable[Officer], on: date) -> dict[UUID, str]:
    held = Tenure.objects.current_on(on).filter(officer__in=[one.pk for one in people])
    rows = held.order_by("post__is_principal", "-valid_from").values_list(
        "officer", "post__title", "post__is_principal"
    )
    return {officer: f"★{title}" if principal else title for officer, title, principal in rows}
