"""DingTalk 钉钉: sign-in of the open platform, second edition (OAuth 2, v1.0)."""

from banshi.base.signin.providers.dingtalk.client import DingTalk

__all__ = ["DingTalk"]
