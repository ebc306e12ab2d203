"""Brand palettes, contrast checks and wording checks."""
