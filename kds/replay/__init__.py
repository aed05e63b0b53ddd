"""Plays a day that a restaurant really had, from its list of sold dishes, through the till."""
