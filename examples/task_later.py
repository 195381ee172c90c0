"""Start a run now and fetch its result later, perhaps in another process."""

from parallel import Parallel, WaitTimeoutError

with Parallel() as client:
    run = client.task_run.create(
        input="United Nations",
        processor="base",
        task_spec={"output_schema": "The founding date in the format MM-YYYY"},
        metadata={"asked_by": "example"},
    )
    print(run.run_id[:5], run.status)

    # Any time later: the id is enough.
    print("input:", client.task_run.input(run.run_id).input)
    try:
        result = client.task_run.result(run.run_id, timeout=60.0)
    except WaitTimeoutError as error:
        raise SystemExit(f"{error.id} is still running; try again later") from None
    print("output:", result.output.content)
    print("now:", client.task_run.retrieve(run.run_id).status)
