"""The decision over HTTP: an intake document in, an outcome document out. Nothing is stored."""

from collections.abc import Sequence
from datetime import date
from typing import IO, Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.views import APIView

from protocols.engine import canonical
from protocols.recommendations.decide import decide, parse_day
from protocols.recommendations.intake_json import MAX_BYTES, DocumentTooLarge, parse_intake
from protocols.rulebook.errors import UnknownRelease
from protocols.rulebook.queries import rulebook
from protocols.vocabulary.document import IntakeError, IntakeErrors
from protocols.vocabulary.schema import intake_schema, outcome_schema

PARAMETERS = ("release", "as_of")
UNREADABLE = "The intake document cannot be read."
ANY_OBJECT = {(200, "application/schema+json"): OpenApiResponse({"type": "object"}, "The schema.")}
EXAMPLE = {
    "patient": {"age": 41, "sex": "female", "pregnant": False, "egfr": 92},
    "symptoms": {"anxiety": 6, "poor_sleep": 5},
    "conditions": ["hypothyroidism"],
    "medications": ["levothyroxine"],
    "allergies": [],
    "supplements": [{"name": "B-50", "daily": {"vitamin_b6": {"amount": 50, "unit": "mg"}}}],
}


class Problem(APIException):
    """A request that is refused; `errors` has the path of everything that is wrong with it."""

    def __init__(self, status: int, detail: str, errors: Sequence[IntakeError] = ()) -> None:
        super().__init__(detail)
        self.status_code = status
        self.errors = errors


def _parameter_problem(name: str, message: str) -> Problem:
    return Problem(400, "A query parameter is not valid.", [IntakeError(f"?{name}", message)])


class IntakeParser(BaseParser):
    """Reads the body strictly, and no more of it than a document may have."""

    media_type = "application/json"

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        declared = parser_context["request"].META.get("CONTENT_LENGTH") or "0"
        try:
            if declared.isdigit() and int(declared) > MAX_BYTES:
                raise DocumentTooLarge
            return parse_intake(stream.read(MAX_BYTES + 1))
        except DocumentTooLarge as error:
            raise Problem(413, f"Refused: {error}.") from error
        except IntakeErrors as error:
            raise Problem(400, UNREADABLE, error.errors) from error


def _problem(description: str) -> OpenApiResponse:
    """How a refusal looks (RFC 9457), with the path of everything that is wrong."""
    error = {"type": "object", "properties": {"path": {"type": "string"}, "message": {"type": "string"}}}
    properties = {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": error},
    }
    return OpenApiResponse({"type": "object", "properties": properties}, description)


def _embedded(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "$schema"}


class EvaluateView(APIView):
    """Runs the decision over one intake document."""

    parser_classes = [IntakeParser]

    @extend_schema(
        operation_id="evaluate",
        summary="Evaluate an intake",
        description="Answers with graded, safety-checked options. Same intake, release and day, same bytes.",
        parameters=[
            OpenApiParameter("release", str, description="Code of a release; default: the one in force on the day."),
            OpenApiParameter("as_of", date, description="The day the decision is made for; default: today."),
        ],
        request={"application/json": _embedded(intake_schema())},
        responses={
            (200, "application/json"): OpenApiResponse(_embedded(outcome_schema()), "The outcome."),
            (400, "application/problem+json"): _problem("The body is not readable JSON, or a parameter is wrong."),
            (413, "application/problem+json"): _problem("The body is larger than 10 MB."),
            (422, "application/problem+json"): _problem("The intake is not valid."),
        },
        examples=[OpenApiExample("A short intake", EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> HttpResponse:
        day = _day(request)
        practice = getattr(request, "practice", None)
        try:
            release = rulebook(code=request.query_params.get("release"), as_of=day)
            jurisdiction = practice.jurisdiction if practice else "us"
            outcome = decide(_document(request), release, day, default_jurisdiction=jurisdiction)
        except UnknownRelease as error:
            raise _parameter_problem("release", str(error)) from error
        except IntakeErrors as error:
            raise Problem(422, "The intake is not valid.", error.errors) from error
        return HttpResponse(canonical.dumps(outcome), content_type="application/json")


def _document(request: Request) -> Any:
    """The body; the framework would take none at all for an empty document."""
    if request.stream is None:
        raise Problem(400, UNREADABLE, [IntakeError("", "the body is empty")])
    return request.data


def _day(request: Request) -> date:
    for name in request.query_params:
        if name not in PARAMETERS:
            raise _parameter_problem(name, f"unknown parameter; there are {' and '.join(PARAMETERS)}")
    text = request.query_params.get("as_of")
    try:
        return parse_day(text) if text else timezone.localdate()
    except ValueError as error:
        raise _parameter_problem("as_of", str(error)) from error


class IntakeSchemaView(APIView):
    """The JSON Schema of the intake document."""

    @extend_schema(operation_id="intake_schema", summary="JSON Schema of the intake", responses=ANY_OBJECT)
    def get(self, request: Request) -> HttpResponse:
        return JsonResponse(intake_schema(), content_type="application/schema+json")


class OutcomeSchemaView(APIView):
    """The JSON Schema of the outcome document."""

    @extend_schema(operation_id="outcome_schema", summary="JSON Schema of the outcome", responses=ANY_OBJECT)
    def get(self, request: Request) -> HttpResponse:
        return JsonResponse(outcome_schema(), content_type="application/schema+json")
