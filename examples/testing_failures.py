"""Test what a program does when a service fails, pauses, or takes the money and loses the response."""

import pytest

from parallel import OutcomeUnknownError
from pareta_sandbox import Fault
from pareta_sandbox.pytest_plugin import SandboxBox


def test_an_overloaded_service_is_asked_again(pareta_sandbox: SandboxBox) -> None:
    pareta_sandbox.fail("listModels", Fault(status=503), times=2)
    assert len(pareta_sandbox.pareta().models.list()) > 0
    assert len(pareta_sandbox.requests) == 3


def test_a_lost_response_is_not_paid_twice(pareta_sandbox: SandboxBox) -> None:
    pareta_sandbox.play("502-after-run-accepted")
    with pytest.raises(OutcomeUnknownError) as caught:
        pareta_sandbox.parallel().task_run.create(input="United Nations", processor="base")
    assert caught.value.idempotency_key
    assert len(pareta_sandbox.ledger.entries) == 1
