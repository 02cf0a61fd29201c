"""Pages about tasks."""
