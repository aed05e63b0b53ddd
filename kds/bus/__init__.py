"""The bus: Redis keys, streams, the order store, and the embedded server."""
