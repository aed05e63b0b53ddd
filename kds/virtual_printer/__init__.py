"""A printer without hardware: it answers as real ESC/POS printers do, and shows what it printed."""
