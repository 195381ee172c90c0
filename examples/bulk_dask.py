"""A bulk job over a frame of Dask: every row is paid for once, also if the program is started again."""

import tempfile

import dask.dataframe
import pandas as pd

from parallel import Parallel

SCHEMA = {"type": "object", "properties": {"employees": {"type": "integer"}}, "required": ["employees"]}

frame = pd.DataFrame({"name": [f"Company {number}" for number in range(1000)]})
companies = dask.dataframe.from_pandas(frame, npartitions=4)
folder = tempfile.mkdtemp()  # yours: a folder that all machines share

with (
    Parallel.from_env() as client,
    client.bulk(f"{folder}/companies.bulk", processor="lite", output=SCHEMA, poll_interval=0.1) as job,
):
    job.submit(row for part in companies.partitions for row in part.compute().to_dict("records"))
    job.collect()
    job.to_parquet(f"{folder}/companies-done")

done = dask.dataframe.read_parquet(f"{folder}/companies-done")
print(len(done), "rows")
