"""What 为什么 asks: a person, a rule, and a thing. Words are searched; a choice of what they found is a link."""

from __future__ import annotations

from django import forms

from notifications.reminders.families import all_rules


class WhyForm(forms.Form):
    """Whatever cannot be read is not asked. ``person`` and ``subject``: exactly these, from a link."""

    rule = forms.ChoiceField(label="规则", required=False)
    who = forms.CharField(label="人员姓名", required=False, max_length=40)
    what = forms.CharField(label="对象（会议、项目、职务等名称中的字）", required=False, max_length=60)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput())
    subject = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, label_suffix="", **kwargs)  # type: ignore[arg-type, misc]
        rules = [(rule.name, rule.label) for rule in all_rules()]
        self.fields["rule"].choices = [("", "请选择"), *rules]  # type: ignore[attr-defined]
        for field in self.fields.values():
            choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if choice else "form-control"
