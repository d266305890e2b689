from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "fugong.kit"
    label = "kit"
