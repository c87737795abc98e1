"""The verbs of assessment over a desk."""

from entrepot.service.brief import brief_of
from entrepot.service.desk import Desk
from entrepot.service.target_path import lmdi_case, target_path
from entrepot.service.targets import targets_of
from entrepot.web.assess_verbs import AssessVerbs
from entrepot.web.verbs import Document


def bind_assess(desk: Desk) -> AssessVerbs:
    """Bind the functions to the region of a desk."""

    def targets(geography: str, parts: bool) -> Document:
        return targets_of(desk.window.reference, geography or desk.region.root, parts=parts)

    def brief(geography: str) -> Document:
        return brief_of(desk.window.reference, geography)

    return AssessVerbs(
        targets=targets, target_path=target_path, lmdi=lmdi_case, brief=brief
    )  # fmt: skip
