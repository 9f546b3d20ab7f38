"""What an API answer says when something is wrong: problem documents (RFC 9457)."""

from http import HTTPStatus
from typing import Any

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
        "errors": [{"path": one.path, "message": one.message} for one in getattr(error, "errors", ())],
    }
    response.content_type = "application/problem+json"
    return response
