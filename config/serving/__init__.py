"""The parts of ``manage.py serve``: a broker, child processes, and the order in which they start and stop."""
