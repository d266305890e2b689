from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "fugong.project"
    label = "project"
