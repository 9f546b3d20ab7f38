"""Decision tables across the border: models of DMN 1.1 to 1.5 read and evaluated, our own tables written as DMN 1.5.

Read in this order: `model` (what a model holds), `reader` (from XML), `types` (what JSON may stand for), `expressions`
(the FEEL around the cells), `tables` (from a model's table to the engine's), `evaluation`, `writer`.
"""
