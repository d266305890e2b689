from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "fugong.documents"
    label = "documents"
