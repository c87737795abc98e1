"""How well it goes: composite indices. Pure.

Reading order: scheme is what is to be worked out, with every check; impute, treat and normalise
are the steps that prepare runs, aggregate goes up the tree, weigh finds weights in the data, adjust
takes points off and bars; index is the whole. Uncertainty asks how far the ranks hang on method,
change and explain why a unit moved, swap what brings two level, tilt what a fund pays. Benchmarks
stand beside.
"""
