"""The values of `output=`: a description, a JSON schema, a class with fields, or none."""

from typing import Annotated, TypedDict

import attrs

from parallel import Parallel


class Founding(TypedDict):
    year: Annotated[int, "The year of the founding"]


@attrs.define
class Place:
    city: str
    country: str


SCHEMA = {
    "type": "object",
    "properties": {"motto": {"type": "string", "description": "The motto in one line"}},
    "required": ["motto"],
    "additionalProperties": False,
}

with Parallel() as client:
    text = client.task_run.execute(
        input="United Nations", processor="base", output="The founding date in the format MM-YYYY"
    )
    print("a description gives text:", text.output.parsed)

    schema = client.task_run.execute(input="United Nations", processor="base", output=SCHEMA)
    print("a schema gives a dict:", sorted(schema.output.parsed))

    founding = client.task_run.execute(input="United Nations", processor="base", output=Founding)
    print("a TypedDict gives a dict:", founding.output.parsed["year"])

    place = client.task_run.execute(input={"name": "United Nations"}, processor="base", output=Place)
    print("a class gives an instance:", type(place.output.parsed).__name__)

    chosen = client.task_run.execute(input="United Nations", processor="base")
    print("nothing leaves it to the service:", chosen.output.type)
