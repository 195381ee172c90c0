"""The tour of both APIs as plain lines, the same on every run. The ports in other languages print exactly this.

It goes wherever PARETA_BASE_URL and PARALLEL_BASE_URL say: to a sandbox that was just started with `--speed 100`.
"""

from parallel import Parallel, TaskRunEvent, TaskRunProgressMessageEvent
from pareta import DeployComplete, DeployProgress, Pareta

TASK = "contract-key-fields"
COMPANY = {
    "type": "object",
    "properties": {
        "founding_date": {"type": "string", "description": "Founding date in the format MM-YYYY"},
        "employee_count": {"type": "integer", "description": "Number of employees"},
    },
    "required": ["founding_date", "employee_count"],
    "additionalProperties": False,
}


def pareta_tour() -> None:
    with Pareta.from_env() as pa:
        print("recommended:", pa.tasks.leaderboard(TASK).recommended)
        for event in pa.endpoints.deploy(task=TASK, name="tour"):
            if isinstance(event.data, DeployProgress):
                print(f"deploy: {event.data.stage} {event.data.pct:.0f}%")
            elif isinstance(event.data, DeployComplete) and event.data.endpoint:
                print("deploy:", event.data.endpoint.status)

        messages = [{"role": "user", "content": "Say hello."}]
        chunks = pa.chat.completions.create(model="tour", messages=messages, stream=True)
        print("chat:", "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices))

        example = pa.tasks.retrieve(TASK, examples_n=1).examples[0]
        run = pa.evals.runs.create(
            task=TASK, items=[example], models=["gemma-lite-2", "qwen-vl-2"], wait=True, poll_interval=0.05
        )
        print("eval:", run.status)
        for result in sorted(run.results, key=lambda one: one.model_id or ""):
            print(
                f"eval: {result.model_id} {result.quality_mean:.3f} for {result.mean_cost_micro_usd} micro-USD"
            )


def task_tour() -> None:
    with Parallel.from_env() as client:
        result = client.task_run.execute(input="United Nations", processor="core", output=COMPANY)
        company = result.output.parsed
        print(f"run: founded {company['founding_date']}, {company['employee_count']} people")
        for basis in result.output.basis:
            print(f"run: {basis.field}, confidence {basis.confidence}")
            for citation in basis.citations:
                print(f"run: {citation.url} {(citation.excerpts or [''])[0]}")

        run = client.task_run.create(input="United Nations", processor="pro", enable_events=True)
        for event in client.task_run.events(run.run_id):
            if isinstance(event, TaskRunProgressMessageEvent):
                print("events:", event.message)
        print("events:", client.task_run.result(run.run_id).run.status)

        group = client.task_group.create()
        inputs = [{"input": country, "processor": "base"} for country in ("France", "Germany", "Italy")]
        client.task_group.add_runs(
            group.taskgroup_id, inputs=inputs, default_task_spec={"output_schema": "The capital"}
        )
        for _ in client.task_group.events(group.taskgroup_id):
            pass
        status = client.task_group.retrieve(group.taskgroup_id).status
        print(
            "group:", status.task_run_status_counts.get("completed"), "of", status.num_task_runs, "completed"
        )
        lines = [
            f"group: {event.input.input}: {event.output.content}"
            for event in client.task_group.get_runs(
                group.taskgroup_id, include_input=True, include_output=True
            )
            if isinstance(event, TaskRunEvent) and event.input and event.output
        ]
        print("\n".join(sorted(lines)))


if __name__ == "__main__":
    pareta_tour()
    task_tour()
