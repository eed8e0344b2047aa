"""The figure explorer: a question as an address says it, and its answer as a table, bars and sentences."""
