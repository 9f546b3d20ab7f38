"""`manage.py dmn_evaluate MODEL.dmn --decision NAME --input INPUT.json`: the value of a decision of any DMN model."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from protocols.engine.dmn.evaluation import Evaluator
from protocols.engine.dmn.reader import LARGEST, read_model
from protocols.engine.errors import EngineError


class Command(BaseCommand):
    help = (
        "Print the value of a decision of a DMN model (1.1 to 1.5) as JSON. Exit status 2 and one line on standard "
        "error when the model or an input is wrong; notes on standard error where a value became null."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("model", type=Path, metavar="MODEL.dmn")
        parser.add_argument("--decision", required=True, metavar="NAME")
        parser.add_argument(
            "--input", required=True, type=Path, metavar="INPUT.json", help='input name -> value; "-" is standard input'
        )

    def handle(self, *, model: Path, decision: str, input: Path, **options: Any) -> None:
        try:
            verdict = Evaluator(read_model(_read(model))).decide(" ".join(decision.split()), _inputs(input))
        except EngineError as error:
            raise CommandError(str(error), returncode=2) from error
        for note in verdict.notes:
            self.stderr.write(f"note: {note}")
        text = json.dumps(verdict.value, ensure_ascii=False, allow_nan=False)
        self.stdout.write(text.encode("utf-8", "backslashreplace").decode())  # half a surrogate pair stays an escape


def _read(path: Path) -> bytes:
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}", returncode=2) from error


def _inputs(path: Path) -> dict[str, Any]:
    """The JSON object in a file. What JSON itself does not know, such as NaN or a key given twice, is an error."""
    data = _read(path)
    if len(data) > LARGEST:
        raise CommandError(f"{path} is larger than {LARGEST // 1024 // 1024} MB", returncode=2)
    try:
        found = json.loads(data, parse_constant=_refuse, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path} is not readable as JSON: {error}", returncode=2) from error
    if not isinstance(found, dict):
        raise CommandError(f"{path} must hold an object of input names and values", returncode=2)
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is given twice")
    return found
