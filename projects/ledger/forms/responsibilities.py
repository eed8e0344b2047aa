"""Forms of who answers for a project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from projects.errors import DomainError
from projects.ledger.forms.versions import Overtaken
from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Project, Responsibility
from projects.ledger.widgets import DayField
from projects.people.models import Officer, Organisation, Post, Tenure


def load_of(officers: Iterable[Officer], by: Officer) -> Counter[object]:
    """Officer id → number of projects the officer is chief of now, among those that ``by`` sees."""
    held = Responsibility.objects.visible_to(by).current().chiefs().filter(officer__in=list(officers))
    return Counter(held.values_list("officer_id", flat=True))


class AssignForm(forms.Form):
    """Give the holder of a post a part in the project. Each choice shows who sits there and how much they carry."""

    role = forms.ChoiceField(label="责任", choices=ResponsibilityRole.choices)
    post = forms.ChoiceField(
        label="职务",
        required=False,
        error_messages={"invalid_choice": "这个职务所在的单位已撤销或不在可选范围内，请重新选择。"},
        help_text="首席责任人按职务确定；★ 为主要负责人，数字为您可查看的项目中由其任首席责任人的个数",
    )
    officer = forms.ModelChoiceField(
        Officer.objects.none(),
        label="或人员",
        required=False,
        empty_label="按职务的现任",
        help_text="没有职务的人员只能任 B角、包联领导、项目秘书或专班成员",
    )
    valid_from = DayField(label="起始日期")
    basis = forms.CharField(
        label="依据文件",
        max_length=120,
        required=False,
        help_text="如：市委办〔2026〕12号；更换首席责任人时，依据和理由至少填一项",
    )
    reason = forms.CharField(label="理由", max_length=200, required=False, help_text="首席责任人不是主要负责人时必填")

    def __init__(self, *args: Any, by: Officer, project: Project, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Organisation.objects.visible_to(by) | Organisation.objects.filter(pk=project.landing_organisation_id)
        offered = Post.objects.filter(organisation__in=units.current_on(on)).select_related("organisation")
        self.posts = {str(post.pk): post for post in offered}
        officer, post = self.fields["officer"], self.fields["post"]
        assert isinstance(officer, forms.ModelChoiceField) and isinstance(post, forms.ChoiceField)
        officer.queryset = Officer.objects.people().filter(organisation__in=units, is_active=True)
        post.choices = _post_choices(self.posts.values(), on, by)

    def chosen_post(self) -> Post | None:
        """The post that was chosen."""
        return self.posts.get(self.cleaned_data["post"])

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


def _post_choices(posts: Iterable[Post], on: date, by: Officer) -> list[Any]:
    """Grouped by organisation: ★区长 张某（9）."""
    tenures = Tenure.objects.current_on(on).filter(post__in=list(posts)).select_related("officer")
    holders = {tenure.post_id: tenure.officer for tenure in tenures}
    load = load_of(holders.values(), by)
    groups: dict[str, list[tuple[str, str]]] = {}
    for post in sorted(posts, key=lambda p: (p.organisation.path, not p.is_principal, p.title)):
        holder = holders.get(post.pk)
        who = f"{holder.name}（{load[holder.pk]}）" if holder else "空缺"
        groups.setdefault(post.organisation.name, []).append(
            (str(post.pk), f"{'★' if post.is_principal else '　'}{post.title}　{who}")
        )
    return [("", "未选择"), *((name, choices) for name, choices in groups.items())]


class EndForm(Overtaken):
    """The last day of somebody's part in a project."""

    valid_to = DayField(label="结束日期")
    reason = forms.CharField(
        label="理由",
        max_length=200,
        required=False,
        help_text="应有首席责任人的项目暂时空缺时必填；更换请直接指定新的首席责任人",
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def on(cls, today: date, version: int) -> EndForm:
        """Ready to end today."""
        return cls(initial={"valid_to": today, "version": version})

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal of the service at its field, or on top."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)
