"""Paper: from a sheet to the bytes of ESC/POS, and from bytes back to what stands on the paper."""
