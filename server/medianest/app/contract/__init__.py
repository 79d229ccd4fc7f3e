"""The description of the HTTP interface: one OpenAPI document, and a page to read it."""

from medianest.app.contract._config import openapi_config

__all__ = ["openapi_config"]
