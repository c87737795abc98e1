"""The reference model of a region, read from a pack. Pure."""
