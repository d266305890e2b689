from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "fugong.intake"
    label = "intake"
