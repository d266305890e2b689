from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "fugong.files"
    label = "files"
