"""The anomalies that are looked for, in the order of the page. One module each: copy one to add one."""

from workflow.anomalies.kinds.amounts import AmountsChanged
from workflow.anomalies.kinds.back_dated import BackDated
from workflow.anomalies.kinds.base import Anomaly, Found, Link
from workflow.anomalies.kinds.meeting_eve import MeetingEve
from workflow.anomalies.kinds.month_end import MonthEnd
from workflow.anomalies.kinds.same_firm import SameFirm

KINDS: tuple[Anomaly, ...] = (BackDated(), MonthEnd(), SameFirm(), MeetingEve(), AmountsChanged())

__all__ = ["KINDS", "Anomaly", "Found", "Link"]
