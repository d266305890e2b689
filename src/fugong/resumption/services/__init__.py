"""Writes of resumption: applications, commitments, verifications, reviews, decisions, plans, violations, regimes."""
