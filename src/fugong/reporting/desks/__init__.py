"""The screens of reporting: daily reports, figures, the dashboard."""
