"""The panels of a foreign affairs office."""

from entrepot.partners import anniversaries, networks, stages

PANELS = (
    *stages.PANELS, *anniversaries.PANELS, *networks.PANELS,
)  # fmt: skip
