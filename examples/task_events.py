"""Stream the events of a run: its state, its messages, the sources it reads."""

from parallel import (
    Parallel,
    TaskRunEvent,
    TaskRunProgressMessageEvent,
    TaskRunProgressStatsEvent,
)

with Parallel() as client:
    run = client.task_run.create(input="United Nations", processor="pro", enable_events=True)
    for event in client.task_run.events(run.run_id):
        if isinstance(event, TaskRunEvent):
            print("state:", event.run.status)
        elif isinstance(event, TaskRunProgressMessageEvent):
            print("  ", event.message)
        elif isinstance(event, TaskRunProgressStatsEvent):
            print("  ", event.source_stats.num_sources_read, "sources read")
