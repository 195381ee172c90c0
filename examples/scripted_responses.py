"""Script the sandbox's responses, and look at the requests that it received."""

from parallel import Parallel
from pareta_sandbox import Sandbox, ScriptedResponse

with Sandbox() as box, Parallel(api_key="anything", base_url=box.url) as client:
    # The next two requests that create a run get these responses. Then the sandbox responds itself.
    box.script(
        "createTaskRun",
        [
            ScriptedResponse(status=429, headers={"Retry-After": "0"}),
            {"run_id": "trun_mine", "status": "queued", "is_active": True, "processor": "lite"},
        ],
    )
    print(client.task_run.create(input="United Nations", processor="lite").run_id)
    print(client.task_run.create(input="United Nations", processor="lite").run_id != "trun_mine")

    for request in box.requests:
        print(request.operation_id, request.json["input"], request.headers["x-api-key"])
    print(len(box.ledger.entries), "run was billed")
