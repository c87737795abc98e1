"""The panels of a foreign affairs office."""

from entrepot.partners import (
    anniversaries,
    channels,
    data_ties,
    fields,
    gifts,
    letters,
    networks,
    pairs,
    promises,
    stages,
    timeline,
)

PANELS = (
    *stages.PANELS, *timeline.PANELS, *anniversaries.PANELS, *channels.PANELS, *promises.PANELS,
    *letters.PANELS, *gifts.PANELS, *networks.PANELS, *pairs.PANELS, *fields.PANELS,
    *data_ties.PANELS,
)  # fmt: skip
