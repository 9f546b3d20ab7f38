"""What an API answer says when something is wrong: problem documents (RFC 9457)."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """The problem document of an error; `errors` lists path and message where the error knows them."""
    response = exception_handler(error, context)
    if response is None:
        return None
    detail = response.data.get("detail") if isinstance(response.data, dict) else None
    response.data = {
        "type": "about:blank",
        "title": HTTPStatus(response.status_code).phrase,
        "status": response.status_code,
        "detail": str(detail or "The request is not valid."),
        "errors": [{"path": path, "message": message} for path, message in _errors(error)],
    }
    response.content_type = "application/problem+json"
    return response


def _errors(error: Exception) -> Iterator[tuple[str, str]]:
    if isinstance(error, ValidationError):
        yield from _field_errors(error.detail, "")
    else:
        yield from ((one.path, one.message) for one in getattr(error, "errors", ()))


def _field_errors(detail: Any, path: str) -> Iterator[tuple[str, str]]:
    """The messages of a serializer, which come nested as its fields are."""
    if isinstance(detail, dict):
        for name, one in detail.items():
            yield from _field_errors(one, path if name == "non_field_errors" else f"{path}.{name}".lstrip("."))
    elif isinstance(detail, list):
        for one in detail:
            yield from _field_errors(one, path)
    else:
        yield path, str(detail)
