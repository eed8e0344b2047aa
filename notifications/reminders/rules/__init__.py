"""The rules: each a small class that says who is told, when relative to what, how it is merged, and when it is void."""
