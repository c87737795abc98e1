"""The verbs of imported schedules over a desk."""

from collections.abc import Callable, Mapping
from datetime import datetime

from entrepot.service.desk import Desk
from entrepot.service.schedules import (
    DUTIES,
    Request,
    check_importer,
    get_import,
    import_schedule,
    list_imports,
)
from entrepot.web.import_verbs import ImportVerbs
from entrepot.web.verbs import Document


def bind_imports(desk: Desk, now: Callable[[], datetime]) -> ImportVerbs:
    """Bind the functions to a desk and to a clock."""

    def take(
        who: str, data: bytes, name: str, fields: Mapping[str, str], is_dry: bool
    ) -> Document:  # fmt: skip
        at = now()
        check_importer(desk.database, who, at)
        show = tuple(filter(None, (code.strip() for code in fields.get("show", "").split(","))))
        request = Request(
            schedule=fields.get("schedule", ""), data=data, file_name=name, by=who, at=at,
            map_text=fields.get("map", ""), agreement=fields.get("agreement", ""),
            edition=fields.get("edition", ""), valid_from=fields.get("valid_from", ""),
            show=show, is_dry=is_dry,
        )  # fmt: skip
        return import_schedule(desk.database, request)

    return ImportVerbs(
        schedules=lambda: DUTIES,
        list=lambda: list_imports(desk.database),
        get=lambda number: get_import(desk.database, number),
        take=take,
    )
