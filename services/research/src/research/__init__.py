"""Full-text search over research documents."""
