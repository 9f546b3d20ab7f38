"""An invented release, small enough to read at a glance: see the files in `small/`."""

from pathlib import Path

SMALL = Path(__file__).parent / "small"
FILES = {path.relative_to(SMALL).as_posix(): path.read_text("utf-8") for path in sorted(SMALL.rglob("*.*"))}


def write_release(folder: Path, files: dict[str, str] = FILES) -> Path:
    """Write the files of a release into a folder, which must be named like its code, and return the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
