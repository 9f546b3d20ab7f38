"""Bytes that anybody may have sent: what is read, and what is refused with its path."""

import pytest

from protocols.recommendations.intake_json import MAX_BYTES, DocumentTooLarge, parse_intake
from protocols.vocabulary.document import IntakeErrors

#  bytes                                     what is said
REFUSED = [
    (b"", "the document is not JSON: Expecting value (line 1, column 1)"),
    (b"{", "the document is not JSON: Expecting property name enclosed in double quotes (line 1, column 2)"),
    (b'{"a": 1,}', "the document is not JSON: Expecting property name enclosed in double quotes (line 1, column 9)"),
    (b"\xff\xfe{\x00}\x00", "the document is not UTF-8 text (byte 1)"),
    (b'{"a": NaN}', "a: must be a number within range, not NaN"),
    (b'{"a": [1, -Infinity]}', "a[1]: must be a number within range, not -Infinity"),
    (b'{"patient": {"age": 1e309}}', "patient.age: must be a number within range, not 1e309"),
    (b'{"a": ' + b"9" * 31 + b"}", f"a: must be a number within range, not {'9' * 31}"),
    (b'{"patient": {"age": 1, "age": 2}}', "patient.age: this key is given twice"),
    (b'{"a": {"b": 1, "b": 2, "b": 3}, "c": ""}', "a.b: this key is given twice"),
    (b'{"a": "\\ud800"}', "a: holds half of a surrogate pair, which is no character"),
    (b'{"a": {"\\udfff": 1}}', "a.\\udfff: is no possible key"),
    (b'{"' + b"k" * 1001 + b'": 1}', f"{'k' * 40}: is no possible key"),
    (b'{"a": [' + b"1," * 2000 + b"1]}", "a: the document holds more than 2000 values"),
    (b'{"a": "' + b"x" * 1001 + b'"}', "a: is longer than 1000 characters"),
    (b"[" * 13 + b"]" * 13, "[0][0][0][0][0][0][0][0][0][0][0][0]: the document is nested more than 12 levels deep"),
    (b"[" * 100_000, "the document is nested more than 12 levels deep"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "said"), REFUSED, ids=[said.split(":")[0] for _, said in REFUSED])
def test_what_is_refused_is_named(data: bytes, said: str) -> None:
    with pytest.raises(IntakeErrors) as caught:
        parse_intake(data)
    assert str(caught.value) == said


#  bytes                    value
READ = [
    (b"{}", {}),
    (b"\xef\xbb\xbf{}", {}),
    (b'{"a": [1, 2.5, true, null, "\xc3\xa9"]}', {"a": [1, 2.5, True, None, "é"]}),
    (b'{"a": "\\ud83d\\ude00"}', {"a": "\U0001f600"}),
    (b'{"a": {"x": 1}, "b": {"x": 1}}', {"a": {"x": 1}, "b": {"x": 1}}),
]


@pytest.mark.parametrize(("data", "value"), READ)
def test_what_is_read(data: bytes, value: object) -> None:
    assert parse_intake(data) == value


def test_a_large_document_is_refused_before_it_is_read() -> None:
    parse_intake(b" " * (MAX_BYTES - 2) + b"{}")
    with pytest.raises(DocumentTooLarge, match="the document is larger than 10 MB"):
        parse_intake(b"[" * (MAX_BYTES + 1))
