"""Research a question on the web and get the result as a dataclass, with its sources."""

from dataclasses import dataclass, field

from parallel import Parallel


@dataclass
class Company:
    founding_date: str = field(metadata={"description": "Founding date in the format MM-YYYY"})
    employee_count: int = field(metadata={"description": "Number of employees, as an integer"})


with Parallel() as client:
    result = client.task_run.execute(input="United Nations", processor="core", output=Company)
    company = result.output.parsed  # a Company, also for type checkers
    print(f"founded {company.founding_date}, {company.employee_count} people")
    for basis in result.output.basis:
        print(f"{basis.field}: {basis.confidence} confidence")
        for citation in basis.citations:
            print(f"  {citation.url}  {(citation.excerpts or [''])[0]}")
