"""One way to write a document: the same content gives the same bytes, for ever."""

import hashlib
import json
from typing import Any


def dumps(document: Any) -> str:
    """Compact JSON with sorted keys; refuses NaN and infinity."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def sha256(document: Any) -> str:
    """The SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(dumps(document).encode()).hexdigest()
