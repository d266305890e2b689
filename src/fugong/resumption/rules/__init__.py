"""Decisions on the way to resumption, as pure functions. No Django."""
