"""The quickstart's program as it is printed there: three structured tasks at once, pydantic in and out."""

# ruff: noqa: I001, UP006, UP035, B905, ANN201
# fmt: off
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
# region program
import asyncio
import os

from parallel import AsyncParallel
from pydantic import BaseModel, Field
from typing import List

class CountryInput(BaseModel):
    country: str = Field(
        description="Name of the country to research. Must be a recognized "
        "sovereign nation (e.g., 'France', 'Japan')."
    )
    year: int = Field(
        description="Year for which to retrieve data. Must be 2000 or later. "
                    "Use most recent full-year estimates if year is current."
    )

class CountryOutput(BaseModel):
    gdp: str = Field(
        description="GDP in USD for the year, formatted like '$3.1 trillion (2023)'."
    )
    top_exports: List[str] = Field(
        description="Top 3 exported goods/services by value. Use credible sources."
    )
    top_imports: List[str] = Field(
        description="Top 3 imported goods/services by value. Use credible sources."
    )

async def main():
    # Initialize the Parallel client
    client = AsyncParallel(api_key=os.environ.get("PARALLEL_API_KEY"))

    # Prepare structured input
    input_data = [
        CountryInput(country="France", year=2023),
        CountryInput(country="Germany", year=2023),
        CountryInput(country="Italy", year=2023)
    ]

    run_results = await asyncio.gather(*[
        client.task_run.execute(
            input=datum,
            output=CountryOutput,
            processor="core"
        )
        for datum in input_data
    ])

    for run_input, run_result in zip(input_data, run_results):
        print(f"Task run output for {run_input}: {run_result.output.parsed}")

if __name__ == "__main__":
    asyncio.run(main())
# endregion
