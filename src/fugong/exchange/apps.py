from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "fugong.exchange"
    label = "exchange"
