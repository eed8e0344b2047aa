"""Pages of organisations: the tree, its changes, who sits where, the bulk import."""
