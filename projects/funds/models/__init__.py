"""Arrived funds 到位资金."""

from projects.funds.models.funds import Fund, FundQuerySet

__all__ = ["Fund", "FundQuerySet"]
