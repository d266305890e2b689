"""Reads of reporting: daily reports, figures, boards, what waits."""
