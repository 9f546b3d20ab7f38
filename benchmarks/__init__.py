"""Measurements, as commands: `make bench`. Medians and ratios of one run; never assertions."""
