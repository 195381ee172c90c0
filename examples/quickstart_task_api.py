"""The Task API in ten lines: web research with a typed result and its sources."""

from dataclasses import dataclass

from parallel import Parallel


@dataclass
class Founding:
    year: int


with Parallel() as client:  # reads PARALLEL_API_KEY
    result = client.task_run.execute(input="United Nations", processor="core", output=Founding)
    print(result.output.parsed.year)
    for basis in result.output.basis:
        print(basis.field, basis.confidence, [citation.url for citation in basis.citations])
