"""Writes to the registry: units, states, grids, officers."""
