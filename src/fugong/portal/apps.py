from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "fugong.portal"
    label = "portal"
