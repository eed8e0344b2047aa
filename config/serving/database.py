"""Is the database as this version of the program needs it?"""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from notifications.receipts import triggers as receipt_triggers
from projects.access import triggers as access_triggers
from projects.audit import triggers as audit_triggers
from projects.gateway import triggers as gateway_triggers
from projects.plans import triggers as plan_triggers
from workflow.amendments import triggers as amendment_triggers
from workflow.decisions import triggers as decision_triggers
from workflow.dispatch import triggers as dispatch_triggers
from workflow.handover import triggers as handover_triggers
from workflow.items import triggers as item_triggers
from workflow.letters import triggers as letter_triggers
from workflow.lights import triggers as light_triggers
from workflow.minutes import triggers as minutes_triggers
from workflow.packs import triggers as pack_triggers
from workflow.reporting import triggers as reporting_triggers
from workflow.spotchecks import triggers as spotcheck_triggers
from workflow.statistics import triggers as statistics_triggers
from workflow.steps import triggers, triggers_confirmations

GUARDS = (
    triggers,
    triggers_confirmations,
    amendment_triggers,
    decision_triggers,
    dispatch_triggers,
    handover_triggers,
    plan_triggers,
    gateway_triggers,
    item_triggers,
    letter_triggers,
    light_triggers,
    minutes_triggers,
    spotcheck_triggers,
    statistics_triggers,
    reporting_triggers,
    pack_triggers,
    audit_triggers,
    access_triggers,
    receipt_triggers,
)
"""Every room's guards: ``install``, ``remove`` and ``installed`` of one connection each."""


class DatabaseNotReady(Exception):
    """The sentence says which command makes it ready."""


def check_schema() -> None:
    """Refuse a database on which migrations wait, or whose guards are gone.

    SQLite drops a table's triggers silently when it rebuilds the table.
    """
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise DatabaseNotReady(f"数据库有 {len(waiting)} 项升级尚未执行，请先运行：python manage.py migrate")
    if not all(guards.installed(connection) for guards in GUARDS):
        raise DatabaseNotReady("数据库缺少保护触发器，流转记录可能被改写。请联系维护人员（docs/operator.md）。")
