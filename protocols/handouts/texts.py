"""What a handout takes from a release: the patient's words for each item, the studies, and plain names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from protocols.engine.rulebook import Rulebook
from protocols.handouts.phrases import LanguageMissing
from protocols.rulebook.catalogue import Catalogue, InterventionText, PatientText, Reference

LIFESTYLE = "lifestyle"


@dataclass(frozen=True)
class ReleaseTexts:
    """The words of one release in one language."""

    rulebook: Rulebook
    language: str

    @property
    def catalogue(self) -> Catalogue:
        """Everything the release says in words."""
        found: Catalogue = self.rulebook.catalogue
        return found

    @property
    def is_reviewed(self) -> bool:
        """Whether a licensed reviewer has signed the release."""
        return self.catalogue.release.is_reviewed

    def intervention(self, code: str) -> InterventionText:
        """Name and kind of an intervention."""
        return self.catalogue.interventions[code]

    def words(self, code: str) -> PatientText:
        """An intervention in the patient's words; raises `LanguageMissing`."""
        found = self.intervention(code).patient.get(self.language)
        if found is None:
            raise LanguageMissing(f"Release {self.rulebook.code} has no patient text for {code} in {self.language!r}.")
        return found

    def reference(self, code: str) -> Reference:
        """A study by its id."""
        return self.catalogue.references[code]

    def name_of(self, cause: Mapping[str, Any]) -> str:
        """The plain name of the medication, substance or product that caused an alert; empty for any other cause."""
        vocabulary = self.rulebook.vocabulary
        for kind, value in cause.items():
            if kind == "medication" and value in vocabulary.medications:
                return re.sub(r"\s*\([^)]*\)", "", vocabulary.medications[value].generic)
            if kind == "substance" and value in vocabulary.substances:
                return str(vocabulary.substances[value].label).lower()
            if kind == "supplement":
                return str(value)
        return ""


def cited(reference: Reference) -> dict[str, str]:
    """A study in small print: first author, year and number where it has one, else as it is cited."""
    first = reference.citation.split()[0].rstrip(",:;")
    short = f"{first} {reference.year}"
    if reference.doi and reference.year:
        return {"text": short, "number": f"doi:{reference.doi}", "url": f"https://doi.org/{quote(reference.doi)}"}
    if reference.pmid and reference.year:
        url = f"https://pubmed.ncbi.nlm.nih.gov/{quote(reference.pmid)}/"
        return {"text": short, "number": f"PMID {reference.pmid}", "url": url}
    return {"text": reference.citation, "number": "", "url": ""}
