"""The demo: a restaurant of our own making, with a menu, guests and a lunch rush."""
