from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "fugong.accounts"
    label = "accounts"

    def ready(self) -> None:
        from fugong.accounts.services import sessions

        sessions.connect()
