"""What apis.py and webhooks.py say, as plain data for their templates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codegen.spec import Raw, RawWebhook, Spec, SpecError, description
from codegen.types import constant, module_name


@dataclass(frozen=True)
class ApiPlan:
    """One of the APIs."""

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
    """A class of operations whose failures are retried alike."""

    constant: str
    name: str
    doc: str
    statuses: list[int]
    ambiguous: str
    """The expression of a range of statuses, or nothing."""
    ambiguous_timeout: list[int]
    permanent: list[int]
    retry_lost_connection: bool


@dataclass(frozen=True)
class WebhookPlan:
    """A request that a service sends to its user."""

    constant: str
    name: str
    doc: str
    version: str
    secret_prefix: str
    tolerance: float
    headers: Raw


def plan_apis(spec: Spec) -> list[ApiPlan]:
    """Plan the APIs: their servers come from the operations, their keys from the security schemes."""
    return [_api(name, facts, spec) for name, facts in spec.raw.get("x-apis", {}).items()]


def plan_retry_classes(spec: Spec) -> list[RetryPlan]:
    """Plan the retry classes."""
    return [_retry_class(name, facts) for name, facts in spec.raw.get("x-retry-classes", {}).items()]


def plan_webhooks(spec: Spec) -> list[WebhookPlan]:
    """Plan the webhooks."""
    return [_webhook(webhook) for webhook in spec.webhooks()]


def _webhook(webhook: RawWebhook) -> WebhookPlan:
    facts: Raw = webhook.raw["x-webhook-signature"]
    return WebhookPlan(
        constant=module_name(webhook.payload).upper(),
        name=webhook.name,
        doc=f"{webhook.raw['summary']}. Its body is a `{webhook.payload}`. {description(webhook.raw)}",
        version=facts["version"],
        secret_prefix=facts["secret-prefix"],
        tolerance=float(facts["tolerance"]),
        headers=facts["headers"],
    )


def _api(name: str, facts: Raw, spec: Spec) -> ApiPlan:
    servers = {one.raw["servers"][0]["url"] for one in spec.operations() if one.raw["x-api"] == name}
    if len(servers) != 1:
        raise SpecError(f"x-api {name}: all of its operations must name the same server")
    scheme: Raw = spec.resolve({"$ref": f"#/components/securitySchemes/{facts['auth']}"})
    bearer = scheme.get("type") == "http" and scheme.get("scheme") == "bearer"
    if not bearer and (scheme.get("type"), scheme.get("in")) != ("apiKey", "header"):
        raise SpecError(f"security scheme {facts['auth']}: it must be a bearer token or a key in a header")
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


def _retry_class(name: str, facts: Raw) -> RetryPlan:
    if facts.get("lost-connection") not in {"retry", "raise"}:
        raise SpecError(f"x-retry-classes.{name}: lost-connection must be retry or raise")
    ambiguous = str(facts.get("ambiguous", "0XX"))
    if not re.fullmatch("[0-5]XX", ambiguous):
        raise SpecError(f"x-retry-classes.{name}: ambiguous must be a range of statuses, such as 5XX")
    first = int(ambiguous[0]) * 100
    return RetryPlan(
        constant=constant(name),
        name=name,
        doc=description(facts),
        statuses=sorted(map(int, facts["statuses"])),
        ambiguous=f"range({first}, {first + 100})" if first else "",
        ambiguous_timeout=sorted(map(int, facts.get("ambiguous-timeout", ()))),
        permanent=sorted(map(int, facts.get("permanent", ()))),
        retry_lost_connection=facts["lost-connection"] == "retry",
    )
