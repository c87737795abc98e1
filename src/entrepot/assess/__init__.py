"""How well it goes: composite indices. Pure.

Reading order: scheme is what is to be worked out, with every check; impute, treat, normalise and
aggregate are the steps; index is the pipeline; uncertainty asks how far the ranks hang on method.
"""
