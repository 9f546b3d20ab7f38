"""The answer that carries a PDF, the same for pages and API."""

from django.http import HttpResponse


def pdf_response(data: bytes) -> HttpResponse:
    """A PDF to keep, which no cache keeps; its file name says nothing about the patient."""
    headers = {"Content-Disposition": 'attachment; filename="handout.pdf"', "Cache-Control": "no-store, private"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)
