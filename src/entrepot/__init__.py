"""Entrepot: run and plan an inland region's trade with the world."""

__version__ = "0.1.0"
