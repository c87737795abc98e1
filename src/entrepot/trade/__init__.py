"""What the region trades: statistics, gravity, equilibrium, opportunities.

Pure: arrays in, frozen values out.
"""
