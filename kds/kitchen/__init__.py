"""The one place that handles commands: read, decide, save."""
