"""What the till does for POS software and for its own page, under /api/v1."""
