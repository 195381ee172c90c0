"""openapi.yaml → generated/pareta_wire, byte for byte the same on every run. `--check` compares, writes nothing.

This file drives: it asks openapi-python-client to parse, renders the templates, formats, and puts the files in
their place. What the files say is decided in plans.py, routes.py and services.py.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # so that this runs as a script, too

PINNED = {"openapi-python-client": "0.29.1", "ruff": "0.17.5"}


def check_pins() -> None:
    """Refuse other versions: templates are no public interface of the generator, and formats change."""
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

from jinja2 import StrictUndefined  # noqa: E402  # only now are the pinned packages known to be there
from openapi_python_client import Project  # noqa: E402
from openapi_python_client.config import Config, ConfigFile, MetaType  # noqa: E402
from openapi_python_client.parser import GeneratorData  # noqa: E402
from openapi_python_client.parser.errors import GeneratorError  # noqa: E402

from codegen.contract import Contract, RefusedError  # noqa: E402
from codegen.files import differences, read, write  # noqa: E402
from codegen.plans import Plans, plan_models  # noqa: E402
from codegen.routes import RoutePlan, Routes  # noqa: E402
from codegen.services import plan_apis, plan_retries  # noqa: E402
from codegen.shapes import module_name  # noqa: E402
from codegen.text import filters  # noqa: E402

PACKAGE = "pareta_wire"
MARK = "# Generated from openapi.yaml by codegen/generate.py. Do not edit."
TEMPLATES = Path(__file__).parent / "templates"
RUFF_CONFIG = Path(__file__).parent / "ruff-generated.toml"
# What the package offers beside models, builders, services and retry classes.
RUNTIME = {
    "model": (
        "Array",
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
            "FilePart",
            "LongPoll",
            "Operation",
            "Request",
            "ResponseInfo",
            "RetryClass",
            "SignedUpload",
        ),
        "StreamRules",
    ),
    "operations": ("BUILDERS", "OPERATIONS"),
}


class WireProject(Project):
    """The stock project with other files in it: an operation is data, and models are tolerant."""

    def __init__(self, contract: Contract, openapi: GeneratorData, config: Config) -> None:
        super().__init__(openapi=openapi, config=config, custom_template_path=TEMPLATES)
        self.env.filters.update(filters())
        self.env.undefined = StrictUndefined
        self.contract = contract
        self.plans: Plans = plan_models(contract)
        self.apis = plan_apis(contract)
        self.retries = plan_retries(contract)
        self.routes = self._plan_routes(Routes(contract))

    def _plan_routes(self, planner: Routes) -> list[RoutePlan]:
        endpoints = {
            str(endpoint.name): endpoint
            for collection in self.openapi.endpoint_collections_by_tag.values()
            for endpoint in collection.endpoints
        }
        routes: list[RoutePlan] = []
        problems: list[str] = []
        for operation_id in planner.raw:
            try:
                routes.append(planner.plan(endpoints[module_name(operation_id)], operation_id))
            except RefusedError as refused:
                problems += refused.problems
        if len({route.name for route in routes}) != len(routes):
            problems.append("two operationIds become one name in Python")
        if problems:
            raise RefusedError(*problems)
        return routes

    def _write(self, path: str, template: str, **values: object) -> None:
        target = self.package_dir / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            self.env.get_template(template).render(mark=MARK, **values), encoding="utf-8", newline="\n"
        )

    def _create_package(self) -> None:
        homes = {name: f".{module}" for module, names in RUNTIME.items() for name in names}
        homes |= dict.fromkeys(
            [*(one.constant for one in self.apis), *(one.constant for one in self.retries)], ".apis"
        )
        models = {name: f".models.{home}" for name, home in self.plans.homes().items()}
        builders = {route.name: f".api.{route.tag}.{route.name}" for route in self.routes}
        everything = dict(sorted((models | builders | homes).items()))
        if len(everything) < len(models) + len(builders) + len(homes):
            names = Counter([*models, *builders, *homes])
            raise RefusedError(
                *(
                    f"the package would offer two things called {name}"
                    for name in names - Counter(everything.keys())
                )
            )
        self._write("__init__.py", "package_init.py.jinja", homes=everything)
        self._write("model.py", "base_model.py.jinja")
        self._write("operation.py", "operation.py.jinja")
        self._write("operations.py", "operations.py.jinja", routes=self.routes)
        self._write("apis.py", "apis.py.jinja", apis=self.apis, retries=self.retries)
        (self.package_dir / "py.typed").write_text("", encoding="utf-8")

    def _build_models(self) -> None:
        parsed = {str(one.class_info.name) for one in self.openapi.models}
        if lost := self.plans.models.keys() - parsed:
            raise RefusedError(f"openapi-python-client lost the schemas {', '.join(sorted(lost))}")
        for model in self.plans.models.values():
            self._write(f"models/{model.module}.py", "model.py.jinja", plan=model)
        for union in self.plans.unions.values():
            self._write(f"models/{union.module}.py", "union.py.jinja", plan=union)
        for alias in self.plans.aliases.values():
            self._write(f"models/{alias.module}.py", "alias.py.jinja", plan=alias)
        homes = {name: f".{home}" for name, home in self.plans.homes().items()}
        self._write("models/__init__.py", "models_init.py.jinja", homes=homes)

    def _build_api(self) -> None:
        self._write("api/__init__.py", "api_init.py.jinja")
        tags = {one["name"]: one.get("description", one["name"]) for one in self.contract.raw.get("tags", ())}
        for tag in self.openapi.endpoint_collections_by_tag:
            self._write(f"api/{tag}/__init__.py", "endpoint_init.py.jinja", doc=tags.get(tag, tag))
        for route in self.routes:
            stream = route.stream.named.values() if route.stream else ()
            self._write(
                f"api/{route.tag}/{route.name}.py",
                "endpoint_module.py.jinja",
                route=route,
                typing_imports=list(dict.fromkeys(route.typing_imports)),
                event_imports=list(dict.fromkeys(one for decoding in stream for one in decoding.imports)),
            )


def generate(spec: Path) -> dict[str, bytes]:
    """Give every file of the package, by its path. Anything that the parser merely warns of is refused."""
    contract = Contract.load(spec)
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / PACKAGE
        config = Config.from_sources(
            ConfigFile(post_hooks=[], literal_enums=True, package_name_override=PACKAGE),
            MetaType.NONE,
            spec,
            "utf-8",
            overwrite=True,
            output_path=package,
        )
        parsed = GeneratorData.from_dict(contract.raw, config=config)
        if isinstance(parsed, GeneratorError):
            raise RefusedError(_told(parsed))
        warnings = [
            *parsed.errors,
            *(error for one in parsed.endpoint_collections_by_tag.values() for error in one.parse_errors),
        ]
        if warnings:
            raise RefusedError(*map(_told, warnings))
        project = WireProject(contract, parsed, config)
        with contextlib.redirect_stdout(io.StringIO()):  # it names the temporary folder
            errors = project.build()
        if errors:
            raise RefusedError(*map(_told, errors))
        _ruff(package)
        return read(package)


def _told(error: GeneratorError) -> str:
    return " ".join(f"{error.header} {error.detail or ''}".split())


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
            raise RefusedError(f"ruff refuses what the templates gave:\n{done.stdout}{done.stderr}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Write generated/pareta_wire from openapi.yaml.")
    parser.add_argument("--check", action="store_true", help="compare with what is there, and write nothing")
    parser.add_argument("--spec", type=Path, default=ROOT / "openapi.yaml", help="another contract")
    parser.add_argument(
        "--output", type=Path, default=ROOT / "generated", help="another folder for the package"
    )
    options = parser.parse_args(arguments)
    package: Path = options.output / PACKAGE
    try:
        files = generate(options.spec)
    except RefusedError as refused:
        for problem in refused.problems:
            print(f"{options.spec.name}: {problem}", file=sys.stderr)
        return 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    if not options.check:
        write(files, package)
        return 0
    changed = differences(files, read(package) if package.exists() else {})
    shown = package.relative_to(Path.cwd()) if package.is_relative_to(Path.cwd()) else package
    for line in changed:
        print(shown / line, file=sys.stderr)
    if changed:
        print("generated/ is not what openapi.yaml gives; run `make generate`", file=sys.stderr)
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
