"""Decisions of reporting as pure functions: what fits in a daily report, how an indicator is reckoned. No Django."""
