"""Kill everything at random, and count from outside what became of the mail (reliability.md 5.4, and 6 rows 3 to 8)."""
