"""The page of one patient: every visit from intake to handout, and what to do next.

It stands in the last room of the path because it shows the work of all of them.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from protocols.intake.patient_queries import patient_or_404


def patient(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One patient of the practice; 404 for anybody else's."""
    found = patient_or_404(request.practice, public_id)
    return render(request, "handouts/patient.html", {"patient": found})
