"""What apis.py says of the services and of the retry classes, as plain data for its template."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codegen.contract import Contract, Raw, RefusedError
from codegen.plans import doc


@dataclass(frozen=True)
class ApiPlan:
    """One of the services."""

    constant: str
    name: str
    server: str
    key_header: str
    key_prefix: str
    request_id_header: str
    key_env: str
    base_url_env: str


@dataclass(frozen=True)
class RetryPlan:
    """A class of operations that fail alike."""

    constant: str
    name: str
    doc: str
    statuses: list[int]
    unclear: str
    late: list[int]
    lasting: list[int]
    retry_lost_connection: bool


def plan_apis(contract: Contract) -> list[ApiPlan]:
    """Plan the services: their servers from the operations, their keys from the security schemes."""
    return [_api(name, facts, contract) for name, facts in contract.raw.get("x-apis", {}).items()]


def plan_retries(contract: Contract) -> list[RetryPlan]:
    """Plan the retry classes."""
    return [_retry(name, facts) for name, facts in contract.raw.get("x-retry-classes", {}).items()]


def constant(name: str) -> str:
    """Name the constant of a service or of a retry class."""
    return name.upper().replace("-", "_")


def _api(name: str, facts: Raw, contract: Contract) -> ApiPlan:
    servers = {one.raw["servers"][0]["url"] for one in contract.operations() if one.raw["x-api"] == name}
    if len(servers) != 1:
        raise RefusedError(f"x-api {name}: its operations must name one and the same server")
    scheme: Raw = contract.resolve({"$ref": f"#/components/securitySchemes/{facts['auth']}"})
    bearer = scheme.get("type") == "http" and scheme.get("scheme") == "bearer"
    if not bearer and (scheme.get("type"), scheme.get("in")) != ("apiKey", "header"):
        raise RefusedError(f"security scheme {facts['auth']}: a bearer token or a key in a header is known")
    return ApiPlan(
        constant=constant(name),
        name=name,
        server=servers.pop(),
        key_header="Authorization" if bearer else scheme["name"],
        key_prefix="Bearer " if bearer else "",
        request_id_header=facts["request-id"],
        key_env=facts["env"]["key"],
        base_url_env=facts["env"]["base-url"],
    )


def _retry(name: str, facts: Raw) -> RetryPlan:
    if facts.get("lost-connection") not in {"retry", "raise"}:
        raise RefusedError(f"x-retry-classes.{name}: lost-connection must be retry or raise")
    unclear = str(facts.get("unclear", "0XX"))
    if not re.fullmatch("[0-5]XX", unclear):
        raise RefusedError(f"x-retry-classes.{name}: unclear must be a range of statuses, such as 5XX")
    first = int(unclear[0]) * 100
    return RetryPlan(
        constant=constant(name),
        name=name,
        doc=doc(facts),
        statuses=sorted(map(int, facts["statuses"])),
        unclear=f"range({first}, {first + 100})" if first else "",
        late=sorted(map(int, facts.get("late", ()))),
        lasting=sorted(map(int, facts.get("lasting", ()))),
        retry_lost_connection=facts["lost-connection"] == "retry",
    )
