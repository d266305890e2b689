from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "fugong.project"
    label = "project"

    def ready(self) -> None:
        from fugong.project import wiring

        wiring.connect()
