from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "fugong.notifications"
    label = "notifications"
