"""The JSON API for people who are signed in and for the operator's key, under /api/v1."""
