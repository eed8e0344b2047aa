"""What a unit sends before a sitting."""

from __future__ import annotations

from django import forms

from projects.ledger.forms.evidence import FilesField, Refusable


class AnswerForm(Refusable):
    """Progress, problem, what is wanted; files."""

    progress = forms.CharField(
        label="进展情况",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请填写进展情况。"},
    )
    problem = forms.CharField(
        label="存在问题", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    asked_for = forms.CharField(
        label="需要协调事项", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    papers = FilesField(label="附件（可多选）", required=False)


class FeedForm(Refusable):
    """What a calendar address is for."""

    label = forms.CharField(label="用在哪里", max_length=20, help_text="如：手机日历、办公电脑")
