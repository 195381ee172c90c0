"""Test a program that uses the clients: pytest's fixture `pareta_sandbox` serves both APIs to each test."""

import pytest

from pareta import InsufficientCreditsError, Pareta
from pareta_sandbox import Sandbox
from pareta_sandbox.pytest_plugin import SandboxBox


def greeting(pa: Pareta, model: str) -> str:
    """The program under test."""
    completion = pa.chat.completions.create(model=model, messages=[{"role": "user", "content": "Say hello."}])
    return completion.choices[0].message.content or ""


def test_the_model_greets(pareta_sandbox: SandboxBox) -> None:
    assert greeting(pareta_sandbox.pareta(), "ep_a1b2c3").startswith("Hello!")


def test_a_greeting_is_billed_once(pareta_sandbox: SandboxBox) -> None:
    greeting(pareta_sandbox.pareta(), "ep_a1b2c3")
    assert [entry.operation_id for entry in pareta_sandbox.ledger.entries] == ["createChatCompletion"]


def test_an_empty_balance_raises_an_error() -> None:
    with Sandbox(balance_micro_usd=0) as box:
        pa = Pareta(api_key="pareta_sk_test", base_url=box.url)
        with pa, pytest.raises(InsufficientCreditsError):
            greeting(pa, "ep_a1b2c3")


def test_a_program_that_reads_the_environment(sandbox_environment: SandboxBox) -> None:
    with Pareta.from_env() as pa:
        greeting(pa, "ep_a1b2c3")
    (request,) = sandbox_environment.requests
    assert request.json["messages"][0]["content"] == "Say hello."


def test_a_response_of_your_own(pareta_sandbox: SandboxBox) -> None:
    pareta_sandbox.script("listModels", [503, {"object": "list", "data": []}])
    assert len(pareta_sandbox.pareta().models.list()) == 0  # at the second attempt


def test_the_output_of_a_run_fits_its_schema(pareta_sandbox: SandboxBox) -> None:
    result = pareta_sandbox.parallel().task_run.execute(
        input="United Nations",
        processor="lite",
        output={"type": "object", "properties": {"year": {"type": "integer"}}, "required": ["year"]},
    )
    assert isinstance(result.output.parsed["year"], int)
