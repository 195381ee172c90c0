"""A bulk job over a dataset of Ray: every row is paid for once, also if the program is started again."""

import tempfile

import ray

from parallel import Parallel

SCHEMA = {"type": "object", "properties": {"employees": {"type": "integer"}}, "required": ["employees"]}

companies = ray.data.range(1000).map(lambda row: {"name": f"Company {row['id']}"})
folder = tempfile.mkdtemp()  # yours: a folder that all machines share

with (
    Parallel.from_env() as client,
    client.bulk(f"{folder}/companies.bulk", processor="lite", output=SCHEMA, poll_interval=0.1) as job,
):
    job.submit(companies.iter_rows())
    job.collect()
    job.to_parquet(f"{folder}/companies-done")

done = ray.data.read_parquet(f"{folder}/companies-done")
print(done.count(), "rows")
