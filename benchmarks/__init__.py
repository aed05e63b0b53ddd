"""The benchmark: how long an order takes to a screen, beside the barest relay that could do it."""
