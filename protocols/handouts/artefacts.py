"""The PDFs in storage: named by their hash, so that storing one twice changes nothing and a damaged one is noticed."""

from hashlib import sha256
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


class ArtefactMissing(LookupError):
    """The stored PDF is gone or is not what was stored."""


class Artefact(NamedTuple):
    """A stored PDF: its key in the storage and its hash."""

    file_name: str
    sha256: str


def store(data: bytes) -> Artefact:
    """Keep a PDF. An earlier half-written copy is replaced; an equal one is kept."""
    digest = sha256(data).hexdigest()
    name = f"handouts/{digest[:2]}/{digest}.pdf"
    if default_storage.exists(name):
        if _read(name) == data:
            return Artefact(name, digest)
        default_storage.delete(name)
    stored = default_storage.save(name, ContentFile(data))
    if stored != name:  # another worker stored the same bytes at the same moment
        default_storage.delete(stored)
    return Artefact(name, digest)


def load(artefact: Artefact) -> bytes:
    """The PDF, or `ArtefactMissing` when it is not there in full."""
    try:
        data = _read(artefact.file_name)
    except OSError as error:
        raise ArtefactMissing(artefact.file_name) from error
    if sha256(data).hexdigest() != artefact.sha256:
        raise ArtefactMissing(artefact.file_name)
    return data


def _read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())
