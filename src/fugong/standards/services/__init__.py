"""Writes to the rules: editions loaded, decisions recorded, assessments answered."""
