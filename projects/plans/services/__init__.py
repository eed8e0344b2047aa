"""Writes of plans and templates."""

from projects.plans.services.nodes import add_node, cancel_node, edit_node, report_node
from projects.plans.services.plans import apply_template, confirm_plan, withdraw_plan
from projects.plans.services.replanning import Move, replan
from projects.plans.services.templates import copy_preset, save_template

__all__ = [
    "Move",
    "add_node",
    "apply_template",
    "cancel_node",
    "confirm_plan",
    "copy_preset",
    "edit_node",
    "replan",
    "report_node",
    "save_template",
    "withdraw_plan",
]
