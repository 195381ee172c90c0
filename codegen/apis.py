"""What apis.py and webhooks.py say, as plain data for their templates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codegen.spec import Raw, RawWebhook, Spec, SpecError, description
from codegen.types import constant, literal, module_name


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
    error_fields: Raw


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


@dataclass(frozen=True)
class ErrorPlan:
    """A kind of error."""

    name: str
    statuses: str
    """The expression of its statuses."""
    words: list[str]
    advice: str


@dataclass(frozen=True)
class OutcomePlan:
    """When the work that a record describes is over."""

    constant: str
    schema: str
    arguments: dict[str, str]


@dataclass(frozen=True)
class WaitPlan:
    """How to wait for the end of what an operation starts or returns."""

    constant: str
    id: str
    method: str
    operation: str
    times: dict[str, float]


def plan_waits(spec: Spec) -> list[WaitPlan]:
    """Plan the waits of the operations that have one."""
    return [
        WaitPlan(
            f"{module_name(operation.id)}_wait".upper(),
            operation.id,
            facts["method"],
            facts["operation"],
            {name: float(facts[name]) for name in ("interval", "timeout", "grace") if name in facts},
        )
        for operation in spec.operations()
        if (facts := operation.raw.get("x-wait"))
    ]


def plan_defaults(spec: Spec) -> dict[str, str]:
    """Plan the arguments of the defaults, as expressions."""
    facts: Raw = spec.raw["x-defaults"]
    seconds = {
        "initial_backoff": facts["backoff"]["first"],
        "max_backoff": facts["backoff"]["longest"],
        "max_retry_after": facts["longest-retry-after"],
        "timeout": facts["timeout"],
        "connect_timeout": facts["connect-timeout"],
        "stall_timeout": facts["stall-timeout"],
    }
    found = {name: repr(float(value)) for name, value in seconds.items()}
    counts = {
        "max_retries": facts["max-retries"],
        "max_event_bytes": facts["max-event-bytes"],
        "max_body_bytes": facts["max-body-bytes"],
        "max_error_bytes": facts["max-error-bytes"],
    }
    return found | {name: repr(int(value)) for name, value in counts.items()}


def plan_errors(spec: Spec) -> list[ErrorPlan]:
    """Plan the kinds of errors."""
    return [
        ErrorPlan(name, _statuses(facts["statuses"]), list(facts.get("words", ())), facts.get("advice", ""))
        for name, facts in spec.raw["x-errors"].items()
    ]


def plan_outcomes(spec: Spec) -> list[OutcomePlan]:
    """Plan the outcomes of the schemas that have one."""
    plans: list[OutcomePlan] = []
    for name, schema in spec.schemas.items():
        facts: Raw = schema.get("x-outcome", {})
        names = {key: literal(facts[key]) for key in ("field", "active") if key in facts}
        values = {key: _texts(facts[key]) for key in ("success", "failure") if key in facts}
        if facts:
            plans.append(OutcomePlan(f"{module_name(name)}_outcome".upper(), name, names | values))
    return plans


def _texts(values: list[str]) -> str:
    return f"({', '.join(map(literal, values))},)"


def _statuses(statuses: list[int] | str) -> str:
    if isinstance(statuses, list):
        return f"frozenset({{{', '.join(map(str, sorted(statuses)))}}})"
    first = int(statuses[0]) * 100 if statuses[0].isdigit() else 0
    return f"range({first}, {first + 100})" if first else "range(0)"


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
        error_fields={
            name: tuple(tuple(path.split(".")) for path in paths)
            for name, paths in facts["error-fields"].items()
        },
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
