"""The generator: what it writes for a spec, what it refuses, and what `--check` reports."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import pareta_wire
from codegen import generate
from codegen.files import read, write
from codegen.models import MODEL_NAMES
from codegen.spec import SpecError

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "openapi.yaml"

SMALL: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Small", "version": "1.0.0"},
    "x-apis": {
        "things": {
            "auth": "key",
            "error": "Fault",
            "request-id": "x-request-id",
            "env": {"key": "THINGS_KEY", "base-url": "THINGS_URL"},
            "error-fields": {"message": ["message"], "detail": ["detail"], "reference": ["reference"]},
        }
    },
    "x-defaults": {
        "max-retries": 2,
        "backoff": {"first": 0.5, "longest": 8},
        "longest-retry-after": 60,
        "timeout": 60,
        "connect-timeout": 10,
        "stall-timeout": 300,
        "max-event-bytes": 1000,
        "max-body-bytes": 1000,
        "max-error-bytes": 1000,
    },
    "x-errors": {"server": {"statuses": "5XX"}, "other": {"statuses": "other"}},
    "x-retry-classes": {"safe": {"statuses": [503], "lost-connection": "retry", "description": "Safe."}},
    "paths": {
        "/things/{thing_id}": {
            "get": {
                "operationId": "getThing",
                "tags": ["things"],
                "summary": "Get a thing",
                "servers": [{"url": "https://things.example"}],
                "security": [{"key": []}],
                "x-api": "things",
                "x-retry": "safe",
                "x-idempotent": "natural",
                "parameters": [
                    {"name": "thing_id", "in": "path", "required": True, "schema": {"type": "string"}}
                ],
                "responses": {
                    "200": {
                        "description": "The thing.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                    }
                },
            }
        }
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "x-key"}},
        "schemas": {
            "Thing": {"type": "object", "properties": {"id": {"type": "string"}}},
            "Fault": {"type": "object", "additionalProperties": True},
        },
    },
}
OPERATION = ("paths", "/things/{thing_id}", "get")
THING = ("components", "schemas", "Thing")


def small(*changes: tuple[tuple[str, ...], Any]) -> dict[str, Any]:
    """Return the small spec with some values replaced, or removed with `...`."""
    spec = copy.deepcopy(SMALL)
    for path, value in changes:
        node = spec
        for step in path[:-1]:
            node = node.setdefault(step, {})
        if value is ...:
            del node[path[-1]]
        else:
            node[path[-1]] = value
    return spec


def generated(spec: dict[str, Any], folder: Path) -> dict[str, str]:
    path = folder / "small.json"
    path.write_text(json.dumps(spec))
    return {name: content.decode() for name, content in generate.generate(path).items()}


def refused(spec: dict[str, Any], folder: Path) -> str:
    with pytest.raises(SpecError) as caught:
        generated(spec, folder)
    return str(caught.value)


def run_generated(folder: Path, code: str) -> str:
    """Run code that imports the package in `folder`, not an installed one."""
    code = f"import sys; sys.path.insert(0, {str(folder)!r})\n{code}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_two_runs_give_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        script = [sys.executable, "-m", "codegen.generate", "--output", str(tmp_path / seed)]
        subprocess.run(script, env={"PYTHONHASHSEED": seed, "PATH": ""}, cwd=ROOT, check=True)
    first, second = (read(tmp_path / seed / "pareta_wire") for seed in ("1", "2"))
    assert first == second
    assert len(first) > 100


def test_every_file_says_on_line_one_that_it_is_generated(tmp_path: Path) -> None:
    for name, content in generated(SMALL, tmp_path).items():
        assert name == "py.typed" or content.splitlines()[0] == generate.MARK, name


def test_a_new_route_becomes_a_typed_operation_with_no_other_edit(tmp_path: Path) -> None:
    spec = YAML(typ="safe").load(SPEC.read_bytes())
    spec["components"]["schemas"]["Widget"] = {
        "type": "object",
        "description": "Something new.",
        "required": ["id"],
        "properties": {
            "id": {"type": "string"},
            "size": {"type": ["integer", "null"]},
            "maker": {"anyOf": [{"$ref": "#/components/schemas/Endpoint"}, {"type": "null"}]},
        },
    }
    known = spec["paths"]["/v1/models"]["get"]
    spec["paths"]["/v1/widgets/{widget_id}"] = {
        "post": known
        | {
            "operationId": "paintWidget",
            "x-sdk": {"namespace": "widgets", "method": "paint"},
            "tags": ["widgets"],
            "summary": "Paint a widget",
            "x-idempotent": "key",
            "parameters": [
                {"name": "widget_id", "in": "path", "required": True, "schema": {"type": "string"}},
                {"name": "dry_run", "in": "query", "schema": {"type": "boolean"}},
                {"name": "on", "in": "query", "schema": {"type": "string", "format": "date"}},
                {"$ref": "#/components/parameters/IdempotencyKey"},
            ],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Widget"}}},
            },
            "responses": known["responses"]
            | {
                "200": {
                    "description": "The widget.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Widget"}}},
                }
            },
        }
    }
    path = tmp_path / "openapi.yaml"
    path.write_text(json.dumps(spec))  # which is YAML, too
    assert generate.main(["--spec", str(path), "--output", str(tmp_path)]) == 0
    output = run_generated(
        tmp_path,
        """
from datetime import date
from pareta_wire import Endpoint, Widget, paint_widget
from pareta_wire.operations import OPERATIONS

request = paint_widget("a/b", body=Widget("w", maker=Endpoint(name="ep")), dry_run=True)
widget = request.operation.responses[200]({"id": "w", "size": 3, "maker": {"name": "ep"}})
print(request.operation is OPERATIONS["paintWidget"])
print(request.operation.method, request.path, request.query, request.body)
print(widget, widget.maker.name)
print(paint_widget.__annotations__)
print(paint_widget("w", body=Widget("w"), on=date(2027, 2, 1)).query)
""",
    )
    same, request, widget, annotations, query = output.splitlines()
    assert same == "True"
    assert request == "POST /v1/widgets/a%2Fb (('dry_run', 'true'),) {'id': 'w', 'maker': {'name': 'ep'}}"
    assert widget == "Widget(id='w', size=3, maker=Endpoint(name='ep')) ep"
    assert annotations == str(
        {
            "widget_id": "str",
            "body": "Widget",
            "dry_run": "bool | None",
            "on": "str | date | None",
            "return": "Request[Widget, Never]",
        }
    )
    assert query == "(('on', '2027-02-01'),)"


def test_what_the_parser_only_warns_of_is_fatal_and_leaves_the_package_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "small.json"
    path.write_text(json.dumps(SMALL))
    assert generate.main(["--spec", str(path), "--output", str(tmp_path)]) == 0
    before = read(tmp_path / "pareta_wire")
    # For this one openapi-python-client drops the schema, the operation that responds with it, and exits with 0.
    path.write_text(json.dumps(small(((*THING, "properties", "tags"), {"type": "array"}))))
    assert generate.main(["--spec", str(path), "--output", str(tmp_path)]) == 1
    assert "type array must have items" in capsys.readouterr().err
    assert read(tmp_path / "pareta_wire") == before


def test_check_names_each_file_that_differs_is_missing_or_is_stray(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "small.json"
    path.write_text(json.dumps(SMALL))
    arguments = ["--spec", str(path), "--output", str(tmp_path)]
    assert generate.main(arguments) == 0
    assert generate.main([*arguments, "--check"]) == 0
    assert capsys.readouterr().err == ""
    package = tmp_path / "pareta_wire"
    (package / "models" / "thing.py").write_bytes((package / "models" / "thing.py").read_bytes() + b" ")
    (package / "apis.py").unlink()
    (package / "models" / "old.py").touch()
    (package / "models" / "__pycache__").mkdir(exist_ok=True)
    (package / "models" / "__pycache__" / "old.pyc").touch()
    assert generate.main([*arguments, "--check"]) == 1
    assert capsys.readouterr().err.splitlines()[:-1] == [
        f"{package / 'apis.py'} is missing",
        f"{package / 'models' / 'old.py'} is not generated",
        f"{package / 'models' / 'thing.py'} differs",
    ]
    assert not (package / "apis.py").exists(), "--check writes nothing"


def test_writing_replaces_what_changed_removes_what_is_stray_and_leaves_the_rest(tmp_path: Path) -> None:
    package = tmp_path / "package"
    write({"same.py": b"1", "changed.py": b"1", "old/gone.py": b"1"}, package)
    (package / "old" / "__pycache__").mkdir()
    (package / "old" / "__pycache__" / "gone.pyc").touch()
    untouched = (package / "same.py").stat()
    write({"same.py": b"1", "changed.py": b"2", "new/one.py": b"3"}, package)
    assert read(package) == {"same.py": b"1", "changed.py": b"2", "new/one.py": b"3"}
    assert (package / "same.py").stat() == untouched
    assert not (package / "old").exists()


def test_another_version_of_the_generator_or_of_ruff_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    generate.check_pins()
    for name in generate.PINNED:
        monkeypatch.setitem(generate.PINNED, name, "0.0.1")
        with pytest.raises(SystemExit, match=rf"needs {name} 0\.0\.1 and found \d"):
            generate.check_pins()
        monkeypatch.undo()


def test_a_spec_that_cannot_be_read_is_reported_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate.main(["--spec", str(tmp_path / "none.yaml")]) == 1
    (tmp_path / "list.yaml").write_text("[]")
    assert generate.main(["--spec", str(tmp_path / "list.yaml")]) == 1
    (tmp_path / "broken.yaml").write_text("a: [")
    assert generate.main(["--spec", str(tmp_path / "broken.yaml")]) == 1
    output = capsys.readouterr().err
    assert "No such file" in output
    assert "list.yaml must contain an object" in output
    assert "broken.yaml is not valid YAML" in output


def test_a_property_with_a_leading_underscore_is_refused(tmp_path: Path) -> None:
    assert "Thing._private: a name with a leading underscore is reserved" in refused(
        small(((*THING, "properties", "_private"), {"type": "string"})), tmp_path
    )


def test_a_property_named_like_a_method_of_every_model_gets_a_trailing_underscore(tmp_path: Path) -> None:
    names = ["response", "get", "keys", "to_dict", "to_json", "from_dict", "self", "cls"]
    spec = small(((*THING, "properties"), {name: {"type": "string"} for name in names}))
    generated(spec, tmp_path)
    assert generate.main(["--spec", str(tmp_path / "small.json"), "--output", str(tmp_path)]) == 0
    output = run_generated(
        tmp_path,
        f"""
from pareta_wire import Thing
record = {{name: name for name in {names!r}}}
thing = Thing.from_dict(record)
print([getattr(thing, name + "_") for name in record] == list(record) == list(thing.keys()))
print(thing.to_dict() == record, thing.get("get"), thing["keys"], Thing(keys_="a").to_json())
""",
    )
    assert output.splitlines() == ["True", 'True get keys {"keys":"a"}']


def test_the_public_names_of_a_model_are_those_that_the_generator_reserves(tmp_path: Path) -> None:
    public = {name for name in dir(pareta_wire.Model) if not name.startswith("_")}
    assert public == MODEL_NAMES - {"self", "cls"}


REFUSALS = {
    "an extension that nobody reads": (
        ((*OPERATION, "x-retyr"), "safe"),
        "unknown extension x-retyr",
    ),
    "no operation id": (((*OPERATION, "operationId"), ...), "has no operationId"),
    "two tags": (((*OPERATION, "tags"), ["a", "b"]), "exactly one tag"),
    "an unknown service": (((*OPERATION, "x-api"), "thing"), "x-api must be one of things"),
    "another service's key": (((*OPERATION, "security"), [{"other": []}]), "its security must be key"),
    "no retry class": (((*OPERATION, "x-retry"), ...), "x-retry must be one of safe"),
    "no idempotency": (((*OPERATION, "x-idempotent"), ...), "x-idempotent must be one of key, natural"),
    "a key that is not sent": (((*OPERATION, "x-idempotent"), "key"), "needs the header Idempotency-Key"),
    "two servers": (((*OPERATION, "servers"), []), "must name exactly one server"),
    "a range of statuses": (
        ((*OPERATION, "responses", "4XX"), {"description": "No."}),
        "every status must be explicit, not 4XX",
    ),
    "a stream without events": (
        ((*OPERATION, "x-stream"), {}),
        "x-stream needs a response of text/event-stream",
    ),
    "a wait without its parameter": (
        (
            (*OPERATION, "x-long-poll"),
            {"parameter": "timeout", "default": 9, "slice": 3, "still-running": 408},
        ),
        "it has no query parameter timeout",
    ),
    "a response that is not an object": (
        (
            (*OPERATION, "responses", "200", "content", "application/json", "schema"),
            {"type": "string"},
        ),
        "a response must be an object with a schema of its own",
    ),
    "a receipt of which nothing is known": (
        (
            (*OPERATION, "responses", "200", "headers"),
            {
                "x-saved": {
                    "x-receipt": {"amount": "saved", "unit": "micro-usd", "comment": "saved-micro-usd"},
                    "schema": {"type": "integer"},
                }
            },
        ),
        "the receipt x-saved has no place for saved_micro_usd",
    ),
    "a reference to nowhere": (
        ((*OPERATION, "parameters"), [{"$ref": "#/components/parameters/Nowhere"}]),
        "does not exist",
    ),
    "an inline object": (
        ((*THING, "properties", "inner"), {"type": "object", "properties": {"a": {"type": "string"}}}),
        "Thing.inner: an object with properties must be a schema of its own",
    ),
    "an inline union": (
        ((*THING, "properties", "inner"), {"oneOf": [{"type": "string"}, {"type": "integer"}]}),
        "Thing.inner: a union must be a schema of its own",
    ),
    "an inline union of a string and a number": (
        (
            (*THING, "properties", "inner"),
            {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
        ),
        "Thing.inner: a union must be a schema of its own",
    ),
    "a union without a discriminator": (
        (("components", "schemas", "Choice"), {"oneOf": [{"$ref": "#/components/schemas/Thing"}]}),
        "Choice: a union needs oneOf references, and a discriminator",
    ),
    "a name that is not a class": (
        (("components", "schemas", "other_thing"), {"type": "object"}),
        "other_thing: a schema's name must be in PascalCase",
    ),
    "a name that the package has": (
        (("components", "schemas", "Request"), {"type": "object"}),
        "two things called Request",
    ),
    "two properties of one name": (
        ((*THING, "properties"), {"a-b": {"type": "string"}, "a_b": {"type": "string"}}),
        "Thing.a_b and Thing.a-b become the same name",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_spec_that_cannot_be_generated_from_is_refused_by_name(case: str, tmp_path: Path) -> None:
    change, problem = REFUSALS[case]
    assert problem in refused(small(change), tmp_path)


def test_names_that_python_cannot_have_get_another_and_keep_their_own_on_the_wire(tmp_path: Path) -> None:
    names = ["taskName", "object", "class", "content-type", "list", "type", "data"]
    spec = small(((*THING, "properties"), {name: {"type": "string"} for name in names}))
    generated(spec, tmp_path)
    assert generate.main(["--spec", str(tmp_path / "small.json"), "--output", str(tmp_path)]) == 0
    output = run_generated(
        tmp_path,
        f"""
from pareta_wire import Thing
record = {{name: name for name in {names!r}}}
thing = Thing.from_dict(record)
print(thing.taskName, thing.object, thing.class_, thing.content_type, thing.list_, thing.type, thing.data)
print(getattr(thing, "content-type"), thing["class"], thing.to_dict() == record)
print(Thing(class_="x").to_dict(), Thing(class_="x")["class"], getattr(Thing(class_="x"), "class"))
""",
    )
    assert output.splitlines() == [
        "taskName object class content-type list type data",
        "content-type class True",
        "{'class': 'x'} x x",
    ]


def test_schemas_may_go_in_circles(tmp_path: Path) -> None:
    def ref(name: str) -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{name}"}

    shelf = {"type": "object", "properties": {"things": {"type": "array", "items": ref("Thing")}}}
    spec = small(
        (("components", "schemas", "Shelf"), shelf),
        ((*THING, "properties", "shelf"), ref("Shelf")),
        ((*THING, "properties", "parts"), {"type": "array", "items": ref("Thing")}),
    )
    generated(spec, tmp_path)
    assert generate.main(["--spec", str(tmp_path / "small.json"), "--output", str(tmp_path)]) == 0
    output = run_generated(
        tmp_path,
        """
from pareta_wire import Thing
thing = Thing.from_dict({"parts": [{"id": "a"}], "shelf": {"things": [{"shelf": {"things": []}}]}})
print(thing)
""",
    )
    assert output == "Thing(shelf=Shelf(things=[Thing(shelf=Shelf())]), parts=[Thing(id='a')])\n"


def test_maps_lists_of_lists_and_enums_are_typed_and_decoded(tmp_path: Path) -> None:
    thing = {"$ref": "#/components/schemas/Thing"}
    properties = {
        "grid": {"type": "array", "items": {"type": "array", "items": thing}},
        "by_name": {"type": "object", "additionalProperties": thing},
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        "closed": {"type": "string", "enum": ["a", "b"]},
        "open": {"type": "string", "enum": ["a", "b"], "x-open-enum": True},
        "holes": {"type": "array", "items": {"type": ["string", "null"]}},
        "gaps": {"type": "array", "items": {"anyOf": [thing, {"type": "null"}]}},
        "some": {"type": "object", "additionalProperties": {"anyOf": [thing, {"type": "null"}]}},
        "anything": {},
    }
    path = "models/box.py"
    spec = small((("components", "schemas", "Box"), {"type": "object", "properties": properties}))
    code = generated(spec, tmp_path)[path]
    for line in (
        "grid: list[list[Thing]] = attrs.field(factory=empty_list)",
        "by_name: Mapping[str, Thing] | None = None",
        "counts: Mapping[str, int] | None = None",
        'closed: Literal["a", "b"] | None = None',
        'open: Literal["a", "b"] | str | None = None',
        "holes: list[str | None] = attrs.field(factory=empty_list)",
        "gaps: list[Thing | None] = attrs.field(factory=empty_list)",
        "some: Mapping[str, Thing | None] | None = None",
        "anything: JsonValue | None = None",
    ):
        assert f"    {line}\n" in code
    assert generate.main(["--spec", str(tmp_path / "small.json"), "--output", str(tmp_path)]) == 0
    output = run_generated(
        tmp_path,
        """
from pareta_wire import Box, DecodeError
print(Box.from_dict({"grid": [[{"id": "a"}], []], "by_name": {"x": {"id": "b"}}, "counts": {"n": 1}}))
print(Box.from_dict({"gaps": [None, {"id": "a"}], "some": {"x": None}}))
for wrong in ({"gaps": [None, 1]}, {"grid": [[], [{}, 1]]}, {"by_name": {"x y": 1}}, {"by_name": []}, {"grid": [1]}):
    try:
        Box.from_dict(wrong)
    except DecodeError as error:
        print(error.path)
""",
    )
    assert output.splitlines() == [
        "Box(grid=[[Thing(id='a')], []], by_name={'x': Thing(id='b')}, counts={'n': 1})",
        "Box(gaps=[None, Thing(id='a')], some={'x': None})",
        "Box.gaps[1]",
        "Box.grid[1][1]",
        "Box.by_name['x y']",
        "Box.by_name",
        "Box.grid[0]",
    ]


HOSTILE = 'ends with """ and \\" and \\N{DIGIT ONE} {{ config }} {% raw %} \N{LINE SEPARATOR} a quote "'


def test_text_of_the_spec_cannot_become_code(tmp_path: Path) -> None:
    spec = small(
        ((*OPERATION, "summary"), HOSTILE),
        ((*OPERATION, "description"), HOSTILE),
        ((*THING, "description"), HOSTILE),
        (
            (*THING, "properties", "kind"),
            {"type": "string", "enum": [HOSTILE, "b\n"], "x-open-enum": True, "description": HOSTILE},
        ),
        (("tags",), [{"name": "things", "description": HOSTILE}]),
    )
    for name, code in generated(spec, tmp_path).items():
        compile(code, name, "exec")
    assert generate.main(["--spec", str(tmp_path / "small.json"), "--output", str(tmp_path)]) == 0
    output = run_generated(
        tmp_path,
        f"""
from typing import Literal, get_args
from pareta_wire import Thing, get_thing
hostile = {HOSTILE!r}
words = " ".join(hostile.split())
print(" ".join(Thing.__doc__.split()) == words, words in " ".join(get_thing.__doc__.split()))
print(get_args(get_args(eval(Thing.__annotations__["kind"]))[0]) == (hostile, "b\\n"))
""",
    )
    assert output.split() == ["True", "True", "True"]


def test_every_pin_is_the_one_in_the_lock() -> None:
    wanted = (ROOT / "requirements" / "dev.in").read_text().splitlines()
    for name, version in generate.PINNED.items():
        assert f"{name}=={version}" in wanted
