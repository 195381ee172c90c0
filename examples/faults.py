"""Faults on demand: what your program does when the line, a proxy or the service does not do its part."""

from parallel import OutcomeUnknownError, Parallel
from pareta import Pareta
from pareta_sandbox import Fault, Sandbox

HELLO = [{"role": "user", "content": "Say hello."}]

with (
    # A rule as text, as on the command line: the first two lists of models are refused.
    Sandbox(faults=["listModels:status=503,retry_after=0,times=2"]) as box,
    Pareta(api_key="pareta_sk_test", base_url=box.url) as pa,
    Parallel(api_key="anything", base_url=box.url) as client,
):
    print(len(pa.models.list()), "model, at the third attempt")

    # The answer is lost after the work was accepted and billed. Pareta honours the key of the first attempt.
    box.fail("createChatCompletion", Fault(accepted=True, lost="reset"))
    pa.chat.completions.create(model="ep_a1b2c3", messages=HELLO)
    print([entry.operation_id for entry in box.ledger.entries])

    # The Task API does not promise to, so a run is not sent a second time.
    box.fail("createTaskRun", Fault(accepted=True, lost="reset"))
    try:
        client.task_run.create(input="United Nations", processor="lite")
    except OutcomeUnknownError as error:
        print("perhaps accepted:", error.idempotency_key is not None)

    # A scenario is a ready list of rules. Half a minute of 502s is 0.3 s here: the retries outlast it.
    box.play("502-for-half-a-minute")
    print(len(pa.models.list()), "model, half a minute later")

    for applied in box.faults_applied:
        print(f"{applied.operation_id:<21} answered by the service: {applied.service_status}")
