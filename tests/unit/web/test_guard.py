"""What every request passes."""

import pytest

BODY = {"origin": "up", "destination": "north", "hs": "401120", "value": "1", "tonnes": "1"}


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://elsewhere"},
        {"origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/quote", "/api/v1/quotes"])
def test_a_change_from_another_site_is_refused(client, service, headers, path) -> None:
    answer = client.post(path, json=BODY, headers=headers)

    assert answer.status_code == 403
    assert answer.json()["problems"][0]["code"] == "request.origin"
    assert service.asked == []


@pytest.mark.parametrize(
    "headers", [{}, {"sec-fetch-site": "same-origin"}, {"origin": "http://here"}]
)
def test_a_change_from_this_site_or_from_a_program_passes(client, headers) -> None:
    answer = client.post("/quote", data=BODY, headers=headers)

    assert answer.status_code == 303


def test_reading_from_another_site_passes(client) -> None:
    answer = client.get("/quotes/QTEST234567", headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 200


def test_a_large_body_is_refused_by_its_length(client, service) -> None:
    answer = client.post("/api/v1/quotes", content=b"x" * 70_000)

    assert answer.status_code == 413
    assert service.asked == []


def test_a_large_body_without_a_length_is_refused_too(client, service) -> None:
    async def endless():
        for _ in range(70):
            yield b"1" * 1000

    answer = client.post("/api/v1/quotes", content=endless())

    assert answer.status_code in {400, 413, 422, 500}
    assert service.asked == []


@pytest.mark.parametrize("path", ["/", "/api/v1/health", "/static/app.css", "/nowhere"])
def test_headers_forbid_scripts_from_elsewhere_and_guessed_types(client, path) -> None:
    headers = client.get(path).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
