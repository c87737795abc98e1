"""What to do next: the best set of projects under a budget. Pure.

Reading order: case is what is to be planned, intake reads it with every check; rules are what a
plan must keep, programme and solving find the best one that keeps them, portfolio puts both
together; explain tells what would change it, conflict why there is none; frontier and regret ask
what else could be wanted.

Before that, effects carries a corridor to a target, output a demand to its suppliers, and overlap
splits what projects bring together.
"""
