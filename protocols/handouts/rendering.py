"""What a worker does with one handout: claim it, render it, store the PDF, mark it ready."""

import logging
import traceback

from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings

from protocols.handouts import artefacts, jobs, pdf
from protocols.handouts.content import ContentRefused
from protocols.handouts.models import Handout

log = logging.getLogger(__name__)

TOO_SLOW = f"Making the PDF took longer than {settings.CELERY_TASK_SOFT_TIME_LIMIT} seconds."


def render_handout(handout_id: int) -> bool:
    """Make the PDF of a handout; False when the job was not ours to do or did not end in a PDF."""
    lease = jobs.claim(handout_id)
    if lease is None:
        return False
    try:
        with jobs.heartbeat(lease):
            artefact, pages = _make(handout_id)
        return jobs.mark_ready(lease, file_name=artefact.file_name, sha256=artefact.sha256, pages=pages)
    except (ContentRefused, pdf.RenderRefused) as error:
        jobs.fail(lease, f"This handout cannot be printed: {error}")
    except SoftTimeLimitExceeded:
        jobs.give_back(lease, TOO_SLOW)
    except SystemExit:  # the worker was told to stop
        jobs.release(lease)
        raise
    except Exception as error:  # a job must end in words on its page, whatever went wrong
        jobs.give_back(lease, f"The PDF could not be made ({type(error).__name__}).")
        _log(handout_id, error)
    return False


def _make(handout_id: int) -> tuple[artefacts.Artefact, int]:
    content = Handout.objects.values_list("content", flat=True).get(pk=handout_id)
    made = pdf.render(content)
    return artefacts.store(made.data), made.pages


def _log(handout_id: int, error: Exception) -> None:
    """Where it went wrong, without the message: that may quote the patient's handout."""
    place = "".join(traceback.format_tb(error.__traceback__))
    log.error("handout %s: %s\n%s", handout_id, type(error).__name__, place)
