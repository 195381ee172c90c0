"""A program for `parallel-web` as it is, and what it can do beside that."""

from dataclasses import dataclass

import parallel
from parallel import Parallel


@dataclass
class Founding:  # pydantic models work too, and so do TypedDicts, attrs classes and msgspec structs
    year: int


with Parallel() as client:
    result = client.task_run.execute(input="United Nations", processor="core", output=Founding)
    print("year", result.output.parsed.year)

    # A wait that ends early says what to continue with, and a run that was paid for is not started twice.
    try:
        client.task_run.execute(input="[sandbox:slow]", processor="base", timeout=0.5)
    except parallel.WaitTimeoutError as error:
        print("continue with", (error.id or "")[:5])
