"""Signed protocols of Maya, handouts with invented content, and a yard with real workers."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from protocols.handouts.models import Handout
from protocols.review.models import Decision, Protocol
from protocols.review.services import annotate, decide, sign
from tests.handouts.seed import handout as invented
from tests.handouts.yard import Yard
from tests.review.conftest import evaluated, reviewed

__all__ = ["evaluated", "reviewed"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    """Every test has a storage of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def handout(db) -> Handout:
    """A queued handout of an invented protocol at a practice that nobody of the cast works in."""
    return invented()


@pytest.fixture
def signed(reviewed, ana) -> Callable[..., Protocol]:
    """Maya's protocol, signed by Ana: magnesium and the sleep steps accepted, all else left out."""

    def protocol(accept: tuple[str, ...] = ("magnesium", "circadian_rhythm"), note: str = "", **parts: Any) -> Protocol:
        draft = reviewed(**parts)
        for item in draft.items.all():
            decision = Decision.ACCEPT if item.intervention in accept else Decision.LEAVE_OUT
            decide(
                protocol=draft,
                intervention=item.intervention,
                decision=decision,
                version=draft.version,
                override_reason="benefit_outweighs",
                override_words="Talked through with the patient.",
            )
        annotate(protocol=draft, version=draft.version, note=note, referral_arranged=True)
        return sign(protocol=draft, version=draft.version, user=ana)

    return protocol


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with one handout, made once and copied for each yard."""
    folder = tmp_path_factory.mktemp("seeded")
    Yard(folder).run("tests.handouts.seed")
    return folder


@pytest.fixture
def yard(seeded: Path, tmp_path: Path) -> Iterator[Yard]:
    """An installation of its own whose workers end with the test."""
    folder = tmp_path / "var"
    shutil.copytree(seeded, folder)
    place = Yard(folder)
    yield place
    place.stop()
