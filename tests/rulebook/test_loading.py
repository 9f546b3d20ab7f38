"""A release loads whole or not at all, and every fault is named by file, line, row and column."""

import dataclasses
from pathlib import Path

import pytest
import yaml
from _pytest.mark.structures import ParameterSet

from protocols.engine.canonical import sha256
from protocols.rulebook.build import build_rulebook
from protocols.rulebook.errors import ReleaseErrors
from protocols.rulebook.loading import load_release, shipped_codes, shipped_release
from tests.rulebook.small_release import FILES, write_release


def faults(folder: Path) -> list[str]:
    """Everything that is said to be wrong with a release folder."""
    try:
        load_release(folder)
    except ReleaseErrors as errors:
        return [str(error) for error in errors.errors]
    return []


def spoilt(folder: Path, file: str, old: str, new: str) -> list[str]:
    """The faults of the small release after one change to one of its files."""
    assert old in FILES[file], f"{file} does not hold {old!r}"
    return faults(write_release(folder / "1.0", FILES | {file: FILES[file].replace(old, new, 1)}))


def test_the_small_release_loads(tmp_path: Path) -> None:
    _, rulebook = load_release(write_release(tmp_path / "1.0"))
    assert rulebook.code == "1.0"
    assert [row.id for row in rulebook.tables["safety"].rows] == ["MG-1", "MG-2", "SL-1", "MG-3"]
    assert rulebook.catalogue.interventions["magnesium"].patient["en"].what == "A mineral."


CASES = Path(__file__).parent


def cases(name: str) -> list[ParameterSet]:
    """The cases of a YAML file, each named by its file and what it writes."""
    rows = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(row, id=f"{row['file']}: {row['write'] or 'nothing'}") for row in rows]


@pytest.mark.parametrize("case", cases("faults_in_cells.yaml"))
def test_a_fault_is_named(tmp_path: Path, case: dict[str, str]) -> None:
    assert case["says"] in spoilt(tmp_path, case["file"], case["instead_of"], case["write"])


@pytest.mark.parametrize("case", cases("faults_between_tables.yaml"))
def test_a_broken_promise_between_tables_is_named(tmp_path: Path, case: dict[str, str]) -> None:
    assert case["says"] in spoilt(tmp_path, case["file"], case["instead_of"], case["write"])


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    spoilt_files = {
        "limits.csv": FILES["limits.csv"].replace("350", "many"),
        "stack.csv": FILES["stack.csv"].replace("minor", "tiny"),
        "release.toml": FILES["release.toml"].replace('title = "Small"', ""),
    }
    found = faults(write_release(tmp_path / "1.0", FILES | spoilt_files))
    assert [fault.split(",")[0] for fault in found] == ["limits.csv", "release.toml", "stack.csv"]


# what an author's spreadsheet may have made of a file, and what is said about it (after the name of the file)
FILES_AS_BYTES = [
    ("sources.csv", b"\xef\xbb\xbfid,title,url\r\nGK,General knowledge,\r\n", ""),
    ("sources.csv", b"id,title,url\n\n\nGK,General knowledge,\n,,\n", ""),
    (
        "sources.csv",
        b"id;title;url\nGK;General;\n",
        ', line 1: columns are separated by ";"; save the file with commas',
    ),
    ("sources.csv", b"id,title,url\nGK,Caf\xe9,\n", ", line 2: is not UTF-8 text; save the file as UTF-8"),
    ("sources.csv", b'id,title,url\nGK,"General,\n', ", line 2: is not readable as CSV: unexpected end of data"),
    ("sources.csv", b"id,title,title\nGK,General,\n", ', line 1: the column "title" stands here twice'),
    ("sources.csv", b"id,title,\nGK,General,\n", ", line 1: a column has no name"),
    ("sources.csv", b"id,title\nGK,A\x00\n", ', line 2 (GK), column "title": holds a character that cannot be printed'),
    ("sources.csv", b"", ": the file is empty; a header is needed"),
    ("release.toml", b"id = ", ": is not readable as TOML: Invalid value (at end of document)"),
    ("saftey.csv", b"id\n", ': no such table or list; did you mean "safety"?'),
    ("safety.csv", b"id\n", ": there is a folder safety as well; keep one of the two"),
    ("notes.xlsx", b"PK", ": is neither CSV nor TOML"),
    ("safety/old.txt", b"", ": is not a CSV file"),
    ("README.md", b"For authors.", ""),
]


@pytest.mark.parametrize(("file", "data", "said"), FILES_AS_BYTES)
def test_a_file_that_is_not_as_it_should_be(tmp_path: Path, file: str, data: bytes, said: str) -> None:
    folder = write_release(tmp_path / "1.0")
    (folder / file).write_bytes(data)
    found = faults(folder)
    assert file + said in found if said else not found


@pytest.mark.parametrize("file", sorted(FILES))
def test_no_file_may_be_missing(tmp_path: Path, file: str) -> None:
    if file.startswith("safety/"):
        return  # one file of a folder is no table of its own
    found = faults(write_release(tmp_path / "1.0", {name: text for name, text in FILES.items() if name != file}))
    assert f"{file}: is missing or empty" in found


# Based on another release.
def child(parent: str = "1.0", **files: str) -> dict[str, str]:
    about = FILES["release.toml"].replace('id = "1.0"', f'id = "2.0"\nbased_on = "{parent}"')
    return {"release.toml": about, **files}


def test_a_release_inherits_what_it_does_not_hold(tmp_path: Path) -> None:
    write_release(tmp_path / "1.0")
    header = "id,when intervention,then action,then severity,then message,sources,mark"
    safety = f"{header}\nX-1,magnesium,inform,minor,New.,GK,G\n"
    _, rulebook = load_release(write_release(tmp_path / "2.0", child(**{"safety.csv": safety})))
    assert [row.id for row in rulebook.tables["safety"].rows] == ["X-1"], "a file replaces the parent's folder"
    assert [row.id for row in rulebook.tables["limits"].rows] == ["LI-1", "LI-2"]
    assert rulebook.catalogue.release.based_on == "1.0"


def test_a_fault_in_the_parent_is_a_fault_of_the_child(tmp_path: Path) -> None:
    write_release(tmp_path / "1.0", FILES | {"limits.csv": FILES["limits.csv"].replace("350", "many")})
    found = faults(write_release(tmp_path / "2.0", child()))
    assert found == ['limits.csv, line 2 (LI-1), column "then block": must be a number such as 4 or 2.5, not "many"']


@pytest.mark.parametrize("parent", ["9.9", "../1.0", "/etc"])
def test_the_parent_stands_beside_the_child(tmp_path: Path, parent: str) -> None:
    write_release(tmp_path / "1.0")
    found = faults(write_release(tmp_path / "2.0", child(parent)))
    assert f"release.toml, column \"based_on\": there is no release '{parent}' beside this one" in found


def test_two_releases_cannot_be_based_on_each_other(tmp_path: Path) -> None:
    base = FILES["release.toml"].replace('id = "1.0"', 'id = "1.0"\nbased_on = "2.0"')
    write_release(tmp_path / "1.0", FILES | {"release.toml": base})
    found = faults(write_release(tmp_path / "2.0", child()))
    assert 'release.toml, column "based_on": the releases 2.0 and 1.0 are based on each other' in found


# The hash tells contents apart and nothing else.
def digest(folder: Path) -> str:
    content, rulebook = load_release(folder)
    assert rulebook.sha256 == sha256(content)
    return rulebook.sha256


def test_the_hash_depends_on_content_alone(tmp_path: Path) -> None:
    first = digest(write_release(tmp_path / "a" / "1.0"))
    rewritten = {name: text.replace("\n", "\r\n") + "\n\n" for name, text in FILES.items()}
    assert digest(write_release(tmp_path / "b" / "1.0", rewritten)) == first


def test_the_hash_changes_with_a_cell_and_with_the_order_of_rows(tmp_path: Path) -> None:
    first = digest(write_release(tmp_path / "a" / "1.0"))
    changed = FILES | {"limits.csv": FILES["limits.csv"].replace("350", "351")}
    header, one, two = FILES["limits.csv"].strip().splitlines()
    swapped = FILES | {"limits.csv": "\n".join((header, two, one))}
    assert (
        len(
            {
                first,
                digest(write_release(tmp_path / "b" / "1.0", changed)),
                digest(write_release(tmp_path / "c" / "1.0", swapped)),
            }
        )
        == 3
    )


def test_a_published_copy_compiles_to_the_same_rulebook(tmp_path: Path) -> None:
    content, from_files = load_release(write_release(tmp_path / "1.0"))
    again = build_rulebook(content)
    assert again.sha256 == from_files.sha256
    assert again.catalogue == from_files.catalogue
    for name, table in from_files.tables.items():
        assert [dataclasses.replace(row, place="") for row in again.tables[name].rows] == [
            dataclasses.replace(row, place="") for row in table.rows
        ]


def test_a_fault_in_a_published_copy_names_table_and_row(tmp_path: Path) -> None:
    content, _ = load_release(write_release(tmp_path / "1.0"))
    content["tables"]["limits"][1]["then block"] = "many"
    with pytest.raises(ReleaseErrors, match=r'limits, line 2 \(LI-2\), column "then block": must be a number'):
        build_rulebook(content)


@pytest.mark.parametrize("code", shipped_codes())
def test_the_shipped_releases_load(code: str) -> None:
    _, rulebook = shipped_release(code)
    assert len(rulebook.interventions) == 12
    assert len(rulebook.tables["red_flags"].rows) >= 28
