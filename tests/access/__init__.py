"""Nobody reaches, sees or counts what is not theirs: every route, every role, every place."""
