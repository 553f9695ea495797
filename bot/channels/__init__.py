"""Carry words in and out. A channel translates; it decides nothing."""
