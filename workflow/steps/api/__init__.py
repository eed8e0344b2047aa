"""API doors of the workflow's core: projects with their light, claims, steps, the record."""
