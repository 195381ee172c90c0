"""Generates generated/pareta_wire from openapi.yaml, with the same bytes on every run.

    python -m codegen.generate            write the package, conformance/spec.json and the files of the ports
    python -m codegen.generate --check    compare, write nothing; exit status 1 if a file differs

openapi-python-client parses the spec; this module renders the templates, copies codegen/runtime, formats, and writes.
What the files say is decided in models.py, operations.py and apis.py.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINNED = {"openapi-python-client": "0.29.1", "ruff": "0.17.5"}


def check_pins() -> None:
    """Refuse other versions: what the parser makes of a spec changes between them, and so does formatting."""
    for name, wanted in PINNED.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "none"
        if found != wanted:
            sys.exit(
                f"generate.py needs {name} {wanted} and found {found}; `make .venv` sets up the right one"
            )


check_pins()

from jinja2 import StrictUndefined  # noqa: E402  # the pins are checked first
from openapi_python_client import Project  # noqa: E402
from openapi_python_client.config import Config  # noqa: E402
from openapi_python_client.parser import GeneratorData  # noqa: E402

from codegen import check, spec_json  # noqa: E402
from codegen.apis import (  # noqa: E402
    plan_apis,
    plan_defaults,
    plan_errors,
    plan_outcomes,
    plan_retry_classes,
    plan_waits,
    plan_webhooks,
)
from codegen.docstrings import filters  # noqa: E402
from codegen.files import differences, read, write  # noqa: E402
from codegen.limits import limits  # noqa: E402
from codegen.models import Plans, plan_models  # noqa: E402
from codegen.operations import OperationPlan, OperationPlanner  # noqa: E402
from codegen.parsing import parse  # noqa: E402
from codegen.ports import PORTS  # noqa: E402
from codegen.problems import Problem, SpecError  # noqa: E402
from codegen.spec import Spec  # noqa: E402
from codegen.types import module_name  # noqa: E402

PACKAGE = "pareta_wire"
MARK = "# Generated from openapi.yaml by codegen/generate.py. Do not edit."
TEMPLATES = Path(__file__).parent / "templates"
RUNTIME = Path(__file__).parent / "runtime"
RUFF_CONFIG = Path(__file__).parent / "ruff-generated.toml"
# What the package exports besides models, builders, APIs and retry classes.
EXPORTS = {
    "records": ("Array", "Records"),
    "model": (
        "DecodeError",
        "Empty",
        "JsonObject",
        "JsonValue",
        "Model",
        "NamedEvent",
        "Unknown",
        "encode",
    ),
    "operation": (
        *(
            "Api",
            "Defaults",
            "ErrorFields",
            "ErrorKind",
            "FilePart",
            "LongPoll",
            "Operation",
            "Outcome",
            "Request",
            "ResponseInfo",
            "RetryClass",
            "SignedUpload",
        ),
        "StreamRules",
        "SignedWebhook",
        "Wait",
        "WebhookSignature",
    ),
    "operations": ("BUILDERS", "OPERATIONS"),
}


class WireProject(Project):
    """The project of openapi-python-client with our own files: operations are data, and models are tolerant."""

    def __init__(self, spec: Spec, plans: Plans, openapi: GeneratorData, config: Config) -> None:
        super().__init__(openapi=openapi, config=config, custom_template_path=TEMPLATES)
        self.env.filters.update(filters())
        self.env.undefined = StrictUndefined
        self.spec = spec
        self.plans = plans
        self.apis = plan_apis(spec)
        self.retry_classes = plan_retry_classes(spec)
        self.limits = limits(spec_json.portable(spec))
        self.webhooks = plan_webhooks(spec)
        self.outcomes = plan_outcomes(spec)
        self.waits = plan_waits(spec)
        self.operations = self._plan_operations(OperationPlanner(spec))

    def _plan_operations(self, planner: OperationPlanner) -> list[OperationPlan]:
        endpoints = {
            str(endpoint.name): endpoint
            for collection in self.openapi.endpoint_collections_by_tag.values()
            for endpoint in collection.endpoints
        }
        operations: list[OperationPlan] = []
        problems: list[Problem] = []
        for operation_id in planner.raw:
            try:
                operations.append(planner.plan(endpoints[module_name(operation_id)], operation_id))
            except SpecError as error:
                problems += error.at(*planner.raw[operation_id].place).problems
        if problems:
            raise SpecError(*problems)
        return operations

    def _write(self, path: str, template: str, **values: object) -> None:
        target = self.package_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            self.env.get_template(template).render(mark=MARK, **values), encoding="utf-8", newline="\n"
        )

    def write_package(self) -> None:
        """Write every file of the package into `package_dir`."""
        self._write_runtime_and_facts()
        self._write_models()
        self._write_operations()

    def _write_runtime_and_facts(self) -> None:
        homes = {name: f".{module}" for module, names in EXPORTS.items() for name in names}
        homes |= dict.fromkeys(
            [
                *("DEFAULTS", "ERROR_KINDS"),
                *(one.constant for one in self.apis),
                *(one.constant for one in self.retry_classes),
                *(one.constant for one in self.outcomes),
                *(one.constant for one in self.waits),
            ],
            ".apis",
        )
        homes |= {one.constant: ".limits" for one in self.limits}
        homes |= {one.constant: ".webhooks" for one in self.webhooks}
        models = {name: f".models.{home}" for name, home in self.plans.homes().items()}
        builders = {one.name: f".api.{one.tag}.{one.name}" for one in self.operations}
        exports = dict(sorted((models | builders | homes).items()))
        if len(exports) < len(models) + len(builders) + len(homes):
            names = Counter([*models, *builders, *homes])
            raise SpecError(
                *(
                    f"the package would export two things called {name}"
                    for name in names - Counter(exports.keys())
                )
            )
        self._write("__init__.py", "package_init.py.jinja", homes=exports)
        for source in sorted(RUNTIME.glob("[!_]*.py")):
            text = source.read_text(encoding="utf-8")
            (self.package_dir / source.name).write_text(f"{MARK}\n{text}", encoding="utf-8", newline="\n")
        self._write("operations.py", "operations.py.jinja", operations=self.operations)
        self._write(
            "apis.py",
            "apis.py.jinja",
            apis=self.apis,
            retry_classes=self.retry_classes,
            defaults=plan_defaults(self.spec),
            errors=plan_errors(self.spec),
            outcomes=self.outcomes,
            waits=self.waits,
        )
        self._write("limits.py", "limits.py.jinja", limits=self.limits)
        self._write("webhooks.py", "webhooks.py.jinja", webhooks=self.webhooks)
        (self.package_dir / "py.typed").write_text("", encoding="utf-8")

    def _write_models(self) -> None:
        parsed = {str(one.class_info.name) for one in self.openapi.models}
        if lost := self.plans.models.keys() - parsed:
            raise SpecError(f"openapi-python-client lost the schemas {', '.join(sorted(lost))}")
        for model in self.plans.models.values():
            self._write(f"models/{model.module}.py", "model.py.jinja", plan=model)
        for union in self.plans.unions.values():
            self._write(f"models/{union.module}.py", "union.py.jinja", plan=union)
        for alias in self.plans.aliases.values():
            self._write(f"models/{alias.module}.py", "alias.py.jinja", plan=alias)
        homes = {name: f".{home}" for name, home in self.plans.homes().items()}
        self._write("models/__init__.py", "models_init.py.jinja", homes=homes)

    def _write_operations(self) -> None:
        self._write("api/__init__.py", "api_init.py.jinja")
        tags = {one["name"]: one.get("description", one["name"]) for one in self.spec.raw.get("tags", ())}
        for tag in self.openapi.endpoint_collections_by_tag:
            self._write(f"api/{tag}/__init__.py", "endpoint_init.py.jinja", doc=tags.get(tag, tag))
        for plan in self.operations:
            stream = plan.stream.named.values() if plan.stream else ()
            self._write(
                f"api/{plan.tag}/{plan.name}.py",
                "endpoint_module.py.jinja",
                plan=plan,
                typing_imports=list(dict.fromkeys(plan.typing_imports)),
                event_imports=list(dict.fromkeys(one for decoding in stream for one in decoding.imports)),
            )


def generate(path: Path) -> dict[str, bytes]:
    """Return every file of the package by its path.

    Args:
        path: The spec.

    Raises:
        SpecError: The spec is faulty. Whatever the parser merely warns of is an error here.
    """
    return render(check.load(path), path)


def render(spec: Spec, path: Path) -> dict[str, bytes]:
    """Return every file of the package by its path.

    Args:
        spec: The spec.
        path: The file that it was read from.

    Raises:
        SpecError: The spec cannot become Python.
    """
    plans = plan_models(spec)  # says what is wrong more clearly than the parser
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / PACKAGE
        parsed, config = parse(spec, path, package)
        project = WireProject(spec, plans, parsed, config)
        project.write_package()
        _ruff(package)
        return read(package)


def _ruff(package: Path) -> None:
    ruff = [sys.executable, "-m", "ruff"]
    settings = {name: value for name, value in os.environ.items() if not name.startswith("RUFF_")}
    for command in (["check", "--fix", "--quiet"], ["format", "--quiet"]):
        done = subprocess.run(
            [*ruff, *command, "--no-cache", "--config", str(RUFF_CONFIG), str(package)],
            env=settings,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SpecError(f"ruff refuses the rendered templates:\n{done.stdout}{done.stderr}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(description="Write generated/pareta_wire from openapi.yaml.")
    parser.add_argument(
        "--check", action="store_true", help="compare with the files there, and write nothing"
    )
    parser.add_argument("--spec", type=Path, default=ROOT / "openapi.yaml", help="another spec")
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "generated",
        help="another folder for the package; conformance/ and ports/ lie beside it",
    )
    options = parser.parse_args(arguments)
    package: Path = options.output / PACKAGE
    portable: Path = options.output.parent / "conformance" / "spec.json"
    try:
        spec = check.load(options.spec)
        files = render(spec, options.spec)
        others = {portable: spec_json.text(spec)}
        for file, emit in PORTS.items():
            others[options.output.parent / file] = emit(spec_json.portable(spec)).encode()
    except SpecError as error:
        print(*error.lines(options.spec), sep="\n", file=sys.stderr)
        return 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    if not options.check:
        write(files, package)
        for path, content in others.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return 0
    changed = [
        _shown(package) / line for line in differences(files, read(package) if package.exists() else {})
    ]
    for path, content in others.items():
        if not path.exists() or path.read_bytes() != content:
            changed.append(_shown(path))
    for line in changed:
        print(line, file=sys.stderr)
    if changed:
        print("these files differ from openapi.yaml: run `make generate`", file=sys.stderr)
    return 1 if changed else 0


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


if __name__ == "__main__":
    sys.exit(main())
