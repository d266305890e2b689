from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "fugong.reporting"
    label = "reporting"
