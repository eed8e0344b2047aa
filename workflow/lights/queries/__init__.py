"""Reads of lights: of today (``now``), of any past day (``past``), the nightly readings, units."""
