"""What the intake page takes from a release: questions, searchable lists, common products, the safety panel."""

from dataclasses import dataclass

from protocols.engine.facts import Facts
from protocols.engine.outcome import Referral
from protocols.engine.recommend import find_referrals
from protocols.engine.rulebook import Rulebook
from protocols.intake.questionnaire import Section, questionnaire
from protocols.intake.vocabulary_lists import VocabularyLists
from protocols.rulebook.queries import rulebook
from protocols.vocabulary.scales import scales

_by_release: dict[str, "Material"] = {}


@dataclass(frozen=True)
class Material:
    """Made once for a release and shared by every request."""

    release: Rulebook
    sections: tuple[Section, ...]
    lists: VocabularyLists
    item_nine: tuple[Referral, ...]
    """The referrals that any answer above 0 to item 9 of the PHQ-9 leads to."""


def material_in_force() -> Material:
    """The material of the release that is in force today."""
    release = rulebook()
    if release.sha256 not in _by_release:
        _by_release[release.sha256] = _made(release)
    return _by_release[release.sha256]


def _made(release: Rulebook) -> Material:
    referrals, _ = find_referrals(Facts({"scales.phq9_item9": 1}), release)
    lists = VocabularyLists(release.vocabulary, release.catalogue.products)
    return Material(release, questionnaire(scales()), lists, tuple(referrals))
