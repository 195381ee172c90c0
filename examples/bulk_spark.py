"""A bulk job over a table of Spark: every row is paid for once, also if the program is started again."""

import tempfile
from dataclasses import dataclass

from pyspark.sql import SparkSession

from parallel import Parallel
from parallel.bulk.spark import run_on_spark


@dataclass
class Company:
    employees: int
    headquarters: str


spark = SparkSession.builder.getOrCreate()
companies = spark.range(1000).selectExpr(
    "id", "concat('Company ', id) as name", "date'1945-10-24' as founded"
)
folder = tempfile.mkdtemp()  # yours: a folder that the driver and the executors share

with (
    Parallel.from_env() as client,
    client.bulk(f"{folder}/companies.bulk", processor="lite", output=Company, poll_interval=0.1) as job,
):
    done = run_on_spark(job, companies, f"{folder}/companies-done")

done.printSchema()
done.where("status = 'completed'").groupBy("output_headquarters").count().show(3)
print(done.count(), "rows")
