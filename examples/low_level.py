"""The low-level client: every operation of the spec as a typed request, sent without a facade."""

from pareta_core import Transport
from pareta_wire import TaskRunInput, create_task_run, get_task_run, stream_task_run_events
from pareta_wire.apis import PARALLEL

with Transport.from_env(PARALLEL) as wire:
    run = wire.send(create_task_run(body=TaskRunInput(processor="pro", input="United Nations")))
    print(run.run_id[:5], run.status)  # run is a TaskRun
    for event in wire.stream(stream_task_run_events(run.run_id)):
        print("  ", event["type"])
    print(wire.send(get_task_run(run.run_id)).status)
