"""Where DRF asks whether a call is let in: persons by their account, everybody unknown by the address.

Systems were counted when their key was proven (``authentication``), before a byte of the body was read. What came on a
disc is made at our own pace, one call after the other, and counts for nobody.
"""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from projects.addresses import address_of
from projects.gateway.authentication import is_vouched
from projects.gateway.limits.admission import admit, charge_stranger
from projects.gateway.limits.rules import kind_of


class Budget(BaseThrottle):
    """Raises the refusal itself, so that it says how long to wait and of what there was too much."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """True, or 429."""
        plain = request._request
        if is_vouched(request):
            return True
        if request.user.is_authenticated:
            admit(plain, f"account:{request.user.pk}", kind_of(plain.method or "GET", plain.path))
        else:
            charge_stranger(plain, address_of(plain.META))
        return True
