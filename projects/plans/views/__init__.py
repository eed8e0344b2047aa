"""Pages of plans and templates."""
