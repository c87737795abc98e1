"""The window's API as served, met with what its own description allows and with what it forbids.

Every answer must be one the description names, of the type it names, and no answer a fault of
the server. Half of the requests that ask for a declaration are about one there is.
"""

import json
import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.config import ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.config._checks import (
    ChecksConfig,
    MissingRequiredHeaderConfig,
    NegativeDataRejectionConfig,
    PositiveDataAcceptanceConfig,
    SimpleCheckConfig,
)

from entrepot.web import booking_access, corridor_access, trader_access

pytestmark = pytest.mark.xdist_group("browser")  # with the others on the served system

EXAMPLES = 12
NO_INPUT = ("GET /api/v1/schemas/declaration.xsd", "GET /api/v1/sandbox/outcomes",
            "GET /api/v1/scenarios")  # fmt: skip
ROUTES = sorted(
    route
    for access in (trader_access, booking_access)
    for route in (*access.PERMISSIONS, *access.PUBLIC)
    if " /api/" in route
)
ROUTES += sorted(
    route
    for route in (*corridor_access.PERMISSIONS, *corridor_access.PUBLIC)
    if " /api/v1/scenarios" in route
)
CASES = [
    (route, mode)
    for route in ROUTES
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    if mode is GenerationMode.POSITIVE or route not in NO_INPUT  # which nothing can make wrong
]
# A body may be all that the description asks and still break a rule; a revision may be stale.
CHECKS = ChecksConfig(
    ignored_auth=SimpleCheckConfig(enabled=False),  # the browser's session is there throughout
    positive_data_acceptance=PositiveDataAcceptanceConfig(
        expected_statuses=["2xx", "404", "409", "412", "422"]
    ),
    negative_data_rejection=NegativeDataRejectionConfig(
        expected_statuses=["404", "405", "409", "412", "413", "415", "422", "428"]
    ),
    missing_required_header=MissingRequiredHeaderConfig(
        expected_statuses=["404", "415", "422", "428"]
    ),
)


@pytest.fixture(scope="module")
def exporter(served: str, rehearsal: object) -> Iterator[requests.Session]:  # noqa: ARG001
    """A browser in which the exporter has signed in."""
    with requests.Session() as session:
        session.trust_env = False
        told = {"account": "exporter", "password": "exporter"}
        session.post(f"{served}/sign-in", data=told, allow_redirects=False)
        page = session.get(f"{served}/account").text
        session.headers["x-csrf-token"] = re.search('name="csrf" value="([^"]+)"', page)[1]
        yield session


@pytest.fixture(scope="module")
def references(served: str, exporter: requests.Session, rehearsal: Callable) -> list[str]:
    """A draft and a declaration that is lodged and waits for its goods."""
    filed = rehearsal(
        "declaration", "example", "--flow", "export", "--type", "ADVANCE",
        "--reference", "ZSCHEMA", "--container", "CSQU3054383",
    )  # fmt: skip
    address = f"{served}/api/v1/declarations"
    draft = exporter.post(address, json=filed).json()
    lodged = exporter.post(f"{address}/lodge", json=filed, headers={"Idempotency-Key": "schema"})
    return [draft["reference"], lodged.json()["reference"]]


@pytest.fixture(scope="module")
def schema(served: str) -> Any:
    """The description of the traders' routes."""
    load_all_checks()
    document = requests.get(f"{served}/api/openapi.json", timeout=60).json()
    paths = {route.partition(" ")[2] for route in ROUTES}
    document["paths"] = {path: told for path, told in document["paths"].items() if path in paths}
    for operations in document["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    config = SchemathesisConfig(projects=ProjectsConfig(default=ProjectConfig(checks=CHECKS)))
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.config.update(base_url=served)
    return schema


@pytest.mark.parametrize(("route", "mode"), CASES)
def test_the_api_keeps_to_its_description(schema, exporter, references, route, mode) -> None:
    method, _, path = route.partition(" ")
    number = count()

    @seed(3)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(schema[path][method].as_strategy(generation_mode=mode))
    def meet(case: schemathesis.Case) -> None:
        turn = next(number)
        if "ref" in (case.path_parameters or {}) and turn % 2:
            case.path_parameters["ref"] = references[turn // 2 % len(references)]
        answer = case.call(session=exporter)
        case.validate_response(answer)

    meet()


@pytest.mark.parametrize(
    "body",
    [
        b'{"typeCode": "E", "functionalReferenceId": "a\\u0000b"}',
        b'{"typeCode": "E", "functionalReferenceId": "\\ud800"}',
        b'{"typeCode": "E", "goodsShipment": {"x": NaN}}',
        b'{"typeCode": "E", "x": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        b"[" * 100_000,
        b"\xff\xfe",
        b"5",
        b"",
    ],
)
@pytest.mark.parametrize("path", ["", "/validate", "/lodge"])
def test_what_is_no_declaration_at_all_is_told_and_not_kept(served, exporter, path, body) -> None:
    told = {"content-type": "application/json", "Idempotency-Key": "nonsense"}
    address = f"{served}/api/v1/declarations"
    before = len(exporter.get(address).json()["rows"])

    answer = exporter.post(f"{address}{path}", data=body, headers=told)

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["message_zh"]
    assert len(exporter.get(address).json()["rows"]) == before


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]><Declaration>&x;</Declaration>',
        b"<a>" * 60 + b"</a>" * 60,
        b"<Declaration>",
    ],
)
def test_xml_that_is_none_of_ours_is_told(served, exporter, body) -> None:
    answer = exporter.post(
        f"{served}/api/v1/declarations", data=body, headers={"content-type": "application/xml"}
    )

    assert answer.status_code == 422


def test_a_declaration_goes_out_and_comes_back_as_xml(served, exporter, references) -> None:
    address = f"{served}/api/v1/declarations/{references[1]}/contents"
    xml = exporter.get(address, headers={"accept": "application/xml"})

    kept = exporter.post(
        f"{served}/api/v1/declarations", data=xml.content,
        headers={"content-type": "application/xml"},
    ).json()  # fmt: skip
    back = exporter.get(f"{served}/api/v1/declarations/{kept['reference']}/contents").json()

    assert kept["faults"] == []
    assert json.dumps(back, sort_keys=True) == json.dumps(
        exporter.get(address).json(), sort_keys=True
    )
