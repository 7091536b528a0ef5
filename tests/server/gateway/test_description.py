"""Requests made from the gateway's own description: whatever they say, the answer is one that the description names."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.server.gateway.conftest import Place

_CHECKS: list[CheckFunction] = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
_EXAMPLES = 25


_OPERATIONS = (
    ("POST", "/prescription-execution"),
    ("GET", "/prescription-execution"),
    ("GET", "/prescription-execution/{execution_id}"),
    ("PUT", "/prescription-execution/{execution_id}"),
    ("DELETE", "/prescription-execution/{execution_id}"),
    ("POST", "/prescription-execution/{execution_id}/cancel"),
    ("POST", "/session"),
    ("POST", "/feed-ticket"),
    ("GET", "/health"),
    ("GET", "/metrics"),
)


@pytest.fixture(scope="module")
def described(place: Place) -> schemathesis.BaseSchema:
    """The description as other systems read it."""
    return schemathesis.openapi.from_url(f"http://127.0.0.1:{place.ports['gateway']}/openapi.json")


def test_every_operation_is_tried(described: schemathesis.BaseSchema) -> None:
    found = {(each.ok().method.upper(), each.ok().path) for each in described.get_all_operations()}
    assert found == set(_OPERATIONS)


@pytest.mark.parametrize(("method", "path"), _OPERATIONS)
def test_every_answer_is_described(described: schemathesis.BaseSchema, place: Place, method: str, path: str) -> None:
    authorization = {"Authorization": place.rest("tms1").http.headers["Authorization"]}
    operation = described[path][method]

    @settings(max_examples=_EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def answers_as_described(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=authorization, checks=_CHECKS)

    answers_as_described()
