"""Repairs to the structure of a written PDF that PDF/UA-1 asks for and the renderer leaves out.

The renderer tags the text of page margins and then leaves those tags outside the tree; here that text becomes an
artifact, which a screen reader skips. Table headers get their scope.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pydyf

Objects = Mapping[bytes, Any]
"""Every object of the PDF by its reference."""


def mend_tags(document: Any, pdf: pydyf.PDF) -> None:
    """Mend the structure in place; called by the renderer just before the PDF is written."""
    objects = {one.reference: one for one in pdf.objects}
    root = objects[pdf.catalog["StructTreeRoot"]]
    in_tree = set()
    for reference, is_head in _walk(root["K"][0], objects):
        in_tree.add(reference)
        if objects[reference]["S"] == "/TH":
            objects[reference]["A"]["Scope"] = "/Column" if is_head else "/Row"
    streams = [objects[objects[page]["Contents"]] for page in pdf.page_references]
    for number, owners in _pages(objects[root["ParentTree"]]):
        outside = {mcid for mcid, owner in enumerate(owners) if owner not in in_tree}
        _make_artifacts(streams[number].stream, outside)
        owners[:] = ["null" if mcid in outside else owner for mcid, owner in enumerate(owners)]


def _walk(reference: bytes, objects: Objects, is_head: bool = False) -> Iterator[tuple[bytes, bool]]:
    """Every structure element below one, with whether it stands in the head of a table."""
    element = objects[reference]
    is_head = is_head or element.get("S") == "/THead"
    yield reference, is_head
    for child in element.get("K", ()):
        if child in objects and "S" in objects[child]:
            yield from _walk(child, objects, is_head)


def _pages(parent_tree: Mapping[str, Any]) -> Iterator[tuple[int, list[Any]]]:
    """Page number and, by marked-content id, the elements that own the content of the page."""
    numbers = parent_tree["Nums"]
    for number, owners in zip(numbers[::2], numbers[1::2], strict=True):
        if isinstance(owners, pydyf.Array):
            yield number, owners


def _make_artifacts(stream: list[Any], outside: set[int]) -> None:
    """Turn marked content with these ids into artifacts: `/Span <</MCID 7>> BDC` becomes `/Artifact BMC`."""
    for index, operator in enumerate(stream):
        if operator == b"BDC" and stream[index - 1].get("MCID") in outside:
            stream[index - 2 : index + 1] = ["/Artifact", b"", b"BMC"]
