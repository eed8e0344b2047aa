"""Why a project is on the agenda: one rule a module (``registry`` lists them), and what a series chose of them.

Nothing is imported here: ``choices`` is read by the models, the rules read the models.
"""
