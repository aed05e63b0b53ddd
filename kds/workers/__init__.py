"""The workers: one loop, and what each does in it."""
