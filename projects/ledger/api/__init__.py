"""API doors of the ledger: enterprises, evidence, responsibilities, and the shape of a project."""
