"""Pages about people and access, one module a place."""
