"""The data dictionary: every fact, code, unit and scale, and the reading of intake documents into facts. No Django."""
