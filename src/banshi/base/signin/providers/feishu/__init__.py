"""Feishu 飞书: an application of a tenant, authorisation second edition."""

from banshi.base.signin.providers.feishu.client import Feishu

__all__ = ["Feishu"]
