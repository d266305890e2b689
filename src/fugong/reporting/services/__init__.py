"""Writes of reporting: daily reports, confirmations, reminders."""
