"""Many runs under one id: add them, watch them end, then read every output."""

from parallel import Parallel, TaskGroupStatusEvent, TaskRunEvent

COUNTRIES = ["France", "Germany", "Italy", "Norway", "Japan"]

with Parallel() as client:
    group = client.task_group.create(metadata={"project": "atlas"})
    added = client.task_group.add_runs(
        group.taskgroup_id,
        inputs=[{"input": country, "processor": "lite"} for country in COUNTRIES],
        default_task_spec={"output_schema": "The capital of the country"},
    )
    print(f"{len(added.run_ids)} runs")

    cursor = None
    with client.task_group.events(group.taskgroup_id) as events:
        for event in events:
            if isinstance(event, TaskGroupStatusEvent):
                cursor = event.event_id  # pass it as last_event_id to resume in another process
                if not event.status.is_active and event.status.num_task_runs:
                    print(event.status.status_message)
                    break

    for event in client.task_group.get_runs(group.taskgroup_id, include_input=True, include_output=True):
        if isinstance(event, TaskRunEvent) and event.input and event.output:
            print(f"{event.input.input}: {event.output['content']}")
