"""Error reports without values: what Django would mail to ADMINS or show on a debug page.

Installed by ``DEFAULT_EXCEPTION_REPORTER`` and ``DEFAULT_EXCEPTION_REPORTER_FILTER``. Local variables, form fields,
cookies and headers are named, never shown; messages and addresses are masked. Also with DEBUG.
"""

from __future__ import annotations

import re
from collections.abc import ItemsView
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from projects.masking import mask_mail, mask_secrets, mask_text

HIDDEN = SafeExceptionReporterFilter.cleansed_substitute
TEXTS = ("exception_value", "exception_notes", "request_insecure_uri")


def masked(text: str) -> str:
    """``text`` without personal numbers and addresses."""
    return mask_mail(mask_text(text))


class HidingFilter(SafeExceptionReporterFilter):
    """Everything somebody sent or a function held is hidden."""

    hidden_settings = re.compile(
        SafeExceptionReporterFilter.hidden_settings.pattern + "|PEPPER|DATABASE|BROKER|CELERY|MAIL|EMAIL|SAMPLE",
        flags=re.IGNORECASE,
    )

    def is_active(self, request: HttpRequest | None) -> bool:
        """Also on a developer's machine: it holds copies of real data too."""
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """Names only."""
        return _names(request.POST) if request is not None else {}

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        """Names only."""
        return dict.fromkeys(request.COOKIES, HIDDEN)

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        """Headers without values, the rest masked."""
        cleansed: dict[str, Any] = super().get_safe_request_meta(request)
        return {name: HIDDEN if name.startswith("HTTP_") else masked(str(value)) for name, value in cleansed.items()}

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> ItemsView[str, Any]:
        """Names only."""
        return dict.fromkeys(tb_frame.f_locals, HIDDEN).items()


class HidingReporter(ExceptionReporter):
    """The report of ``HidingFilter``; what is left of addresses and messages is masked as well."""

    def get_traceback_data(self) -> dict[str, Any]:
        """What the templates of the report show."""
        data: dict[str, Any] = super().get_traceback_data()
        if self.request is not None:
            data["request_GET_items"] = _names(self.request.GET).items()
        for name in TEXTS:
            if data.get(name):
                data[name] = mask_secrets(str(data[name]))
        return data

    def get_traceback_html(self) -> SafeString:
        """The page."""
        return mark_safe(masked(super().get_traceback_html()))  # noqa: S308 - escaped by the template

    def get_traceback_text(self) -> SafeString:
        """The mail, and the answer to a script."""
        return mark_safe(masked(super().get_traceback_text()))  # noqa: S308 - escaped by the template


def _names(sent: QueryDict) -> dict[str, Any]:
    return dict.fromkeys(sent, HIDDEN)
