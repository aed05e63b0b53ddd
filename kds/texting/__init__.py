"""Texts to customers: their words, their numbers, when they may go, and the gateway they go by."""
