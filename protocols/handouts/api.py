"""Handouts over HTTP: ask for one, ask how far it is, fetch the PDF."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Practice
from protocols.handouts import services
from protocols.handouts.content import ContentRefused
from protocols.handouts.models import Handout, HandoutStatus
from protocols.handouts.phrases import LanguageMissing
from protocols.handouts.queries import handouts_visible_to
from protocols.handouts.responses import pdf_response
from protocols.recommendations.api import Problem
from protocols.review.queries import protocols_visible_to
from protocols.vocabulary.document import IntakeError

RETRY_AFTER = "1"
"""Seconds to wait before asking again."""


class HandoutRequest(serializers.Serializer):
    """What to make: the handout of a signed protocol, in one form."""

    protocol = serializers.UUIDField(help_text="Id of a signed protocol.")
    language = serializers.CharField(default="en", max_length=5)
    paper_size = serializers.ChoiceField(
        choices=services.CHOICES["paper_size"],
        required=False,
        allow_null=True,
        default=None,
        help_text="Default: the practice's.",
    )
    print_size = serializers.ChoiceField(choices=services.CHOICES["print_size"], default="normal")
    shows_left_out = serializers.BooleanField(default=False, help_text="List what was left out of the plan.")

    def to_internal_value(self, data: Any) -> Any:
        """The values; a key that nobody knows is an error, never ignored."""
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        if unknown:
            raise serializers.ValidationError({key: ["Unknown key."] for key in unknown})
        return super().to_internal_value(data)


class HandoutDocument(serializers.ModelSerializer):
    """A handout and how far it is."""

    id = serializers.UUIDField(source="public_id")
    protocol = serializers.UUIDField(source="protocol.public_id")
    pages = serializers.IntegerField(source="page_count", allow_null=True)
    sha256 = serializers.CharField(source="pdf_sha256", help_text="Of the PDF; empty until it is ready.")
    pdf = serializers.SerializerMethodField(help_text="Address of the PDF; null until it is ready.")

    class Meta:
        model = Handout
        fields = (
            "id",
            "protocol",
            "status",
            "failure_reason",
            "language",
            "paper_size",
            "print_size",
            "shows_left_out",
            "pages",
            "sha256",
            "pdf",
            "requested_at",
            "finished_at",
        )

    @extend_schema_field(OpenApiTypes.URI)
    def get_pdf(self, handout: Handout) -> str | None:
        """Where the PDF is."""
        if handout.status != HandoutStatus.READY:
            return None
        address: str = self.context["request"].build_absolute_uri(reverse("handout_pdf", args=[handout.public_id]))
        return address


def _answer(handout: Handout, request: Request, status: int = 200) -> Response:
    headers = {"Location": reverse("handout", args=[handout.public_id])}
    if handout.status in (HandoutStatus.QUEUED, HandoutStatus.RENDERING):
        headers["Retry-After"] = RETRY_AFTER
    return Response(HandoutDocument(handout, context={"request": request}).data, status=status, headers=headers)


def _practice(request: Request) -> Practice | None:
    return getattr(request, "practice", None)  # put there by the middleware


def _found(request: Request, public_id: UUID) -> Handout:
    return get_object_or_404(handouts_visible_to(_practice(request)), public_id=public_id)


class HandoutsView(APIView):
    """Takes requests for handouts."""

    @extend_schema(
        operation_id="request_handout",
        summary="Ask for a handout",
        description="Asking again for the same protocol in the same form gives the same handout.",
        request=HandoutRequest,
        responses={
            200: OpenApiResponse(HandoutDocument, "It was asked for before and is ready."),
            202: OpenApiResponse(HandoutDocument, "It is being made; ask again at `Location`."),
            400: OpenApiResponse(OpenApiTypes.OBJECT, "A value is wrong, or the protocol allows no handout."),
            404: OpenApiResponse(OpenApiTypes.OBJECT, "There is no such protocol."),
            429: OpenApiResponse(OpenApiTypes.OBJECT, "Too many handouts are being made for this person."),
        },
    )
    def post(self, request: Request) -> Response:
        """Request a handout."""
        wanted = HandoutRequest(data=request.data)
        if not wanted.is_valid():
            raise Problem(400, "The request is not valid.", _errors(wanted.errors))
        values = dict(wanted.validated_data)
        protocol = get_object_or_404(protocols_visible_to(_practice(request)), public_id=values.pop("protocol"))
        handout = _request(protocol=protocol, user=request.user, **values)
        return _answer(handout, request, 200 if handout.status == HandoutStatus.READY else 202)


def _request(**values: Any) -> Handout:
    try:
        return services.request_handout(**values)
    except services.TooManyWaiting as error:
        raise Problem(429, error.message) from error
    except services.HandoutRefused as error:
        raise Problem(400, error.message, [IntakeError(error.field, error.message)]) from error
    except LanguageMissing as error:
        raise Problem(400, str(error), [IntakeError("language", str(error))]) from error
    except ContentRefused as error:
        raise Problem(400, f"The handout would be too long: {error}.") from error


def _errors(errors: Any) -> list[IntakeError]:
    if not isinstance(errors, dict):
        return [IntakeError("", "Expected a JSON object.")]
    return [IntakeError(str(path), str(message)) for path, messages in errors.items() for message in messages]


class HandoutView(APIView):
    """One handout."""

    @extend_schema(
        operation_id="handout",
        summary="How far a handout is",
        responses={200: HandoutDocument, 404: OpenApiResponse(OpenApiTypes.OBJECT, "There is no such handout.")},
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """Its status, and the address of the PDF once it is ready."""
        return _answer(_found(request, public_id), request)


class HandoutPdfView(APIView):
    """The PDF of one handout."""

    @extend_schema(
        operation_id="handout_pdf",
        summary="The PDF of a handout",
        responses={
            (200, "application/pdf"): OpenApiTypes.BINARY,
            404: OpenApiResponse(OpenApiTypes.OBJECT, "There is no such handout."),
            409: OpenApiResponse(OpenApiTypes.OBJECT, "It is not ready."),
        },
    )
    def get(self, request: Request, public_id: UUID) -> HttpResponse:
        """The bytes; 409 until they are there."""
        data = services.open_pdf(handout=_found(request, public_id))
        if data is None:
            raise Problem(409, "The PDF is not ready. Ask for the handout's status.")
        return pdf_response(data)
