"""The decision: pure functions from facts and a rulebook to an outcome. No Django, no clock, no files.

Read in this order: `truth`, `facts`, `cells`, `tables`, `rulebook`, then `recommend`, which is the whole decision.
"""

ENGINE_VERSION = "1"
