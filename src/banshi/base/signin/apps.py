from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "banshi.base.signin"
    label = "signin"
