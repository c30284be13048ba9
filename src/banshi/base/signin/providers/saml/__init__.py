"""SAML 2.0: the office's identity provider posts a signed assertion; we are the service provider."""

from banshi.base.signin.providers.saml.client import Saml

__all__ = ["Saml"]
