"""Pages of groups, shared items and links, and the doors that visitors open."""
