"""Faults on demand: what your program does when the connection, a proxy or the service fails."""

from parallel import OutcomeUnknownError, Parallel
from pareta import Pareta
from pareta_sandbox import Fault, Sandbox

HELLO = [{"role": "user", "content": "Say hello."}]

with (
    # A rule as text, as on the command line: the first two requests for the models fail.
    Sandbox(faults=["listModels:status=503,retry_after=0,times=2"]) as box,
    Pareta(api_key="pareta_sk_test", base_url=box.url) as pa,
    Parallel(api_key="anything", base_url=box.url) as client,
):
    print(len(pa.models.list()), "models, at the third attempt")

    # The request is accepted and billed, and its response is lost. Pareta honors the idempotency key of the retry.
    box.fail("createChatCompletion", Fault(accepted=True, lost="reset"))
    pa.chat.completions.create(model="ep_a1b2c3", messages=HELLO)
    print([entry.operation_id for entry in box.ledger.entries])

    # The Task API does not promise to honor it, so a run is not created a second time.
    box.fail("createTaskRun", Fault(accepted=True, lost="reset"))
    try:
        client.task_run.create(input="United Nations", processor="lite")
    except OutcomeUnknownError as error:
        print("perhaps accepted:", error.idempotency_key is not None)

    # A scenario is a ready list of rules. A wait survives half a minute of 502s, which is 0.3 s here.
    run = client.task_run.create(input="United Nations", processor="lite")
    box.play("502-for-half-a-minute")
    print(client.task_run.result(run.run_id).run.status, "half a minute later")

    statuses = {applied.operation_id: applied.service_status for applied in box.faults_applied}
    for operation_id, status in statuses.items():
        print(f"{operation_id:<21} status of the service: {status}")
