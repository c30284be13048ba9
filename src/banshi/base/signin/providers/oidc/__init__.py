"""OpenID Connect: the office's own identity provider, by discovery and the code flow with PKCE."""

from banshi.base.signin.providers.oidc.client import Oidc

__all__ = ["Oidc"]
