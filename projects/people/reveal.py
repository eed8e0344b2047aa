"""The door to a full telephone number: a small form that asks why, in place by htmx or on a page of its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from projects.errors import Invalid, NotFound
from projects.people.models import Officer
from projects.people.requests import officer_of
from projects.people.services.reveals import LONGEST_WORDS, Reason, check_may_reveal, reveal_phone
from projects.rows import one_or_none


class RevealForm(forms.Form):
    """Why the number is needed."""

    reason = forms.ChoiceField(
        label="查看事由", choices=[("", "请选择"), *Reason.choices], error_messages={"required": "请选择查看事由。"}
    )
    words = forms.CharField(
        label="说明",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.TextInput(attrs={"placeholder": "选“其他”时必填"}),
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    """Ask why; answer the number this once."""
    by = officer_of(request)
    officer = one_or_none(Officer.objects.people().select_related("organisation").filter(pk=officer_id))
    if officer is None:
        raise NotFound("没有找到这个人，或不在您的查看范围内。")
    check_may_reveal(officer, by)
    form = RevealForm(request.POST or None, auto_id=f"id_{officer.pk.hex[:8]}_%s")
    if request.method == "POST" and form.is_valid():
        try:
            number = reveal_phone(officer, by=by, now=timezone.now(), **form.cleaned_data)
        except Invalid as refused:
            form.add_error(refused.field, refused.detail)
        else:
            return _shown(request, {"officer": officer, "number": number})
    return _shown(request, {"officer": officer, "form": form})


def _shown(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """In place for htmx, else the page around it. Nobody keeps a copy."""
    is_part = request.headers.get("HX-Request") == "true"
    status = 422 if "form" in context and context["form"].errors else 200
    return render(request, "people/_reveal.html" if is_part else "people/reveal.html", context, status=status)
