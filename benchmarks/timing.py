"""Timing in one process: the median of several runs, with the fastest and the slowest beside it."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Seconds of the counted runs."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def line(self, label: str, per: int = 1) -> str:
        """One line of a report; `per` divides a run into its repetitions."""
        median, low, high = (_shown(value / per) for value in (self.median, min(self.seconds), max(self.seconds)))
        return f"  {label:<52} {median:>10}   ({low} to {high})"


def measure(work: Callable[[], object], runs: int = 5) -> Timing:
    """Time the work after one run that does not count, with the collector quiet."""
    work()
    seconds = []
    for _ in range(runs):
        gc.collect()
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return Timing(tuple(seconds))


def _shown(seconds: float) -> str:
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"
