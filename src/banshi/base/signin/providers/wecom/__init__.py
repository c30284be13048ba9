"""WeCom 企业微信: an application of the corporation, in its own browser and by a code on the screen."""

from banshi.base.signin.providers.wecom.client import WeCom

__all__ = ["WeCom"]
