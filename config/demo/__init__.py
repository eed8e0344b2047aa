"""The demonstration's data: published projects of five cities, and a seeded synthetic population around them.

Everything goes through the services and steps with a simulated ``now``; no stage is ever written (docs/demo-data.md).
"""
