"""交接: what a post answers for passes from who leaves it to who follows (domain.md, section 5)."""
