"""What of projects and their record is fed, as this room's API shows them."""

from __future__ import annotations

from projects.feed.registry import PROJECT, Kind, register
from projects.people.roles import Permission
from workflow.desk.api.projects import shown_projects
from workflow.desk.api.steps import shown_transitions
from workflow.steps.feeding import TRANSITION, TRANSITION_TYPES

PROJECT_TYPES = {
    "project.created": "录入项目",
    "project.changed": "项目有变化",
    "project.left": "项目不再可见",
    "evidence.*": "佐证材料有变化，data 为项目",
    "fund.*": "到位资金有变化，data 为项目",
    "plan.*": "节点方案有变化，data 为项目",
    "plan_node.*": "方案节点有变化，data 为项目",
    "progress_report.*": "进展报告有变化，data 为项目",
    "problem.*": "问题有变化，data 为项目",
    "amendment.*": "金额变更有进展，data 为项目",
}
register(Kind(PROJECT, "项目", (Permission.PROJECT_READ,), shown_projects, PROJECT_TYPES))
register(Kind(TRANSITION, "流转记录", (Permission.PROJECT_READ,), shown_transitions, TRANSITION_TYPES))
