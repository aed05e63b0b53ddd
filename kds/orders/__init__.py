"""The rules of an order, pure: no server, no clock, no files. Everything else stands on this."""
