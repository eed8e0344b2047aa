"""An installation for vendors to try their system: invented people, a few projects, and a way back to the start.

It has a database and a data folder of its own, for what was done in Luodi cannot be undone in place: the record keeps
every step (ADR 0036). Going back therefore puts the whole database and its files back as they were founded.
"""
