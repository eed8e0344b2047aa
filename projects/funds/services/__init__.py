"""Every write of this room."""

from projects.funds.services.answering import confirm_fund, return_fund
from projects.funds.services.reporting import edit_fund, report_fund, withdraw_fund

__all__ = ["confirm_fund", "edit_fund", "report_fund", "return_fund", "withdraw_fund"]
