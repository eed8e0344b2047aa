"""Node plans of projects, and the templates they are made from."""

from projects.plans.models.nodes import Node, Replan
from projects.plans.models.plans import Plan
from projects.plans.models.templates import Template, TemplateNode

__all__ = ["Node", "Plan", "Replan", "Template", "TemplateNode"]
