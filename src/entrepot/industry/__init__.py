"""Chains, firms and the projects that fill them. Pure.

Reading order: io is what sectors need of each other; chain is the map and what it lacks; pipeline
is how a project moves, lists what stands where on a day.
"""
