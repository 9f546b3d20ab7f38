"""How patients are found: words folded so that accents, case and spelling of letters do not matter, and birth dates."""

import re
import unicodedata
from datetime import date, datetime

# Letters that Unicode does not take apart into a base letter and a mark.
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
APOSTROPHES = re.compile(r"['’‘ʼ`´]")
SEPARATORS = re.compile(r"[-_,;\x00-\x1f\x7f]")  # no database looks for a NUL
DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y%m%d", "%d%m%Y", "%m%d%Y")


def fold(text: str) -> str:
    """Lower case without accents, apostrophes or extra space: "O’Brien-Łuczak" gives "obrien luczak"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(SEPARATORS.sub(" ", APOSTROPHES.sub("", letters)).split())


def search_name(given_name: str, family_name: str, code: str) -> str:
    """What is kept for search and for the order of lists: surname first."""
    return fold(f"{family_name} {given_name} {code}")


def dates_in(word: str) -> set[date]:
    """Every date that the word can mean: "03/04/1985" is read both as 3 April and as March 4."""
    return {found for pattern in DATE_FORMATS if (found := _date(word, pattern))}


def year_in(word: str) -> int | None:
    """The year when the word is one of a living person's birth, else None."""
    return int(word) if re.fullmatch(r"(19|20)\d\d", word) else None


def _date(word: str, pattern: str) -> date | None:
    try:
        return datetime.strptime(word, pattern).date()
    except ValueError:
        return None
