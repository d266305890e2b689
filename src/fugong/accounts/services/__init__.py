"""Writes to what all authorities share."""
