"""How often a caller may call: exact under any number of calls at once, whoever asks for how much (ADR 0035)."""
