"""Forms of a round, of who goes, of the record and of what is added to it. Shape only; services check meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from projects.errors import DomainError
from projects.ledger.forms.evidence import FilesField
from projects.ledger.stages import STAGE_STEPS, Step
from projects.ledger.widgets import DayField
from projects.people.models import Officer
from workflow.spotchecks.checklist import Item
from workflow.spotchecks.kinds import AdditionKind, Finding, Method, Seen
from workflow.spotchecks.services import Position
from workflow.spotchecks.services.rounds import MOST_DAYS, MOST_SIZE
from workflow.spotchecks.strata import DIMENSIONS
from workflow.steps.reasons import RevokeReason

_MOST_DEGREES: dict[str, Any] = {"max_digits": 9, "decimal_places": 6, "required": False}


class Refusable(forms.Form):
    """A form that shows a refusal of the service at its field, or on top."""

    def refuse(self, refused: DomainError) -> None:
        """Put it there."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.detail)


class RoundForm(Refusable):
    """What a round covers and how it is drawn."""

    title = forms.CharField(label="名称", max_length=80)
    steps = forms.MultipleChoiceField(
        label="核查节点",
        choices=[(step, Step(step).label) for step in STAGE_STEPS],
        widget=forms.CheckboxSelectMultiple,
    )
    from_on = DayField(label="节点发生日期起")
    to_on = DayField(label="节点发生日期止")
    dimensions = forms.MultipleChoiceField(
        label="分层",
        choices=[(one.name, one.label) for one in DIMENSIONS.values()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    method = forms.ChoiceField(label="样本分配", choices=Method.choices)
    size = forms.IntegerField(
        label="样本数", min_value=1, max_value=MOST_SIZE, help_text="按比例时为总数；每层固定个数时为每层的个数"
    )
    seed = forms.CharField(
        label="随机种子", max_length=64, required=False, help_text="可当场抽签或掷骰后填入；留空由系统随机生成"
    )
    days = forms.IntegerField(label="核查时限（工作日）", min_value=1, max_value=MOST_DAYS, initial=10)
    skips_checked = forms.BooleanField(label="以前核查过的认定不再抽取", required=False)


class AssignForm(Refusable):
    """Who goes to the ticked visits."""

    visits = forms.MultipleChoiceField(label="核查对象")
    inspectors = forms.ModelMultipleChoiceField(
        Officer.objects.none(), label="核查人员（至少两名）", widget=forms.CheckboxSelectMultiple
    )
    due_on = DayField(label="核查期限", required=False, help_text="留空按本轮的工作日时限计算")
    reason = forms.CharField(label="改派理由", max_length=200, required=False, help_text="更换人员时必填")

    def __init__(self, *args: Any, people: Any, visits: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inspectors, chosen = self.fields["inspectors"], self.fields["visits"]
        assert isinstance(inspectors, forms.ModelMultipleChoiceField)
        assert isinstance(chosen, forms.MultipleChoiceField)
        inspectors.queryset = people
        chosen.choices = visits


class PhotosField(FilesField):
    """Photos or documents; none is needed by the form itself."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "现场照片或材料（最多10个）", "required": False, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A list, empty for nothing chosen."""
        return super().clean(data, initial) if data and any(data if isinstance(data, list) else [data]) else []


class ShotField(PhotosField):
    """Straight from the camera of a phone; the script of the page adds each shot to the photos chosen before."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "拍照", "help_text": "打开相机，可连续拍多张", **kwargs})
        self.widget.attrs |= {"accept": "image/*", "capture": "environment"}


class MomentInput(forms.DateTimeInput):
    """``<input type="datetime-local">``."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class RecordForm(Refusable):
    """What was found. Two fields for each thing to look at: ``seen-<name>`` and ``note-<name>``."""

    visited_at = forms.DateTimeField(label="到场时间", widget=MomentInput)
    met = forms.CharField(label="接待人员及职务", max_length=200)
    place = forms.CharField(label="核查地点", max_length=200, required=False)
    latitude = forms.DecimalField(label="纬度", **_MOST_DEGREES)
    longitude = forms.DecimalField(label="经度", **_MOST_DEGREES)
    accuracy_m = forms.IntegerField(label="定位精度（米）", min_value=0, max_value=1_000_000, required=False)
    shot = ShotField()
    photos = PhotosField()
    finding = forms.ChoiceField(label="核查结论", choices=Finding.choices, widget=forms.RadioSelect)
    text = forms.CharField(label="核查情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    mend_by = DayField(label="整改期限", required=False, help_text="结论为需整改时必填")
    revoke_reason = forms.ChoiceField(
        label="撤销事由",
        choices=RevokeReason.choices,
        initial=RevokeReason.NOT_REACHED,
        required=False,
        help_text="结论为不属实时随撤销申报提交，由认定单位另一人审定",
    )

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in items:
            self.fields[f"seen-{item.name}"] = forms.ChoiceField(
                label=item.label, choices=Seen.choices, widget=forms.RadioSelect, required=False, initial=Seen.UNSEEN
            )
            self.fields[f"note-{item.name}"] = forms.CharField(label="所见", max_length=200, required=False)

    @property
    def lines(self) -> Iterator[tuple[Item, forms.BoundField, forms.BoundField]]:
        """Each thing with its two controls."""
        return ((item, self[f"seen-{item.name}"], self[f"note-{item.name}"]) for item in self.items)

    def answers(self) -> dict[str, tuple[str, str]]:
        """Name → what was seen, and the note."""
        given = self.cleaned_data
        return {
            item.name: (given[f"seen-{item.name}"] or Seen.UNSEEN.value, given[f"note-{item.name}"].strip())
            for item in self.items
        }

    def files_sent(self) -> list[UploadedFile]:
        """What was chosen, and shots that no script has moved there."""
        return [*self.cleaned_data["photos"], *self.cleaned_data["shot"]]

    def position(self) -> Position:
        """Where it was."""
        given = self.cleaned_data
        latitude, longitude = given["latitude"], given["longitude"]
        assert latitude is None or isinstance(latitude, Decimal)
        return Position(given["place"], latitude, longitude, given["accuracy_m"])


class AdditionForm(Refusable):
    """One more entry of a locked record."""

    kind = forms.ChoiceField(label="类别", choices=AdditionKind.choices)
    is_mended = forms.TypedChoiceField(
        label="整改情况",
        choices=[("", "不适用"), ("yes", "整改到位"), ("no", "未到位")],
        coerce=lambda word: word == "yes",
        empty_value=None,
        required=False,
    )
    text = forms.CharField(label="补充内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    photos = PhotosField(label="照片或材料（可选）")
