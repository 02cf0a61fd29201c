"""Pages and parts of pages about what people are told."""
