from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "fugong.standards"
    label = "standards"
