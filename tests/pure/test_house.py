"""The house rules that no linter knows: what lies in the tree, how modules begin, what an install needs."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".hypothesis", ".venv", ".venvs", "build", "dist", "node_modules", "__pycache__"}
OUR_PACKAGES = (
    *("pareta", "parallel", "pareta_core", "pareta_wire", "pareta_sandbox"),
    *("pareta_cli", "pareta_mcp"),
)
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
NPM_LOCKS = ("ports/typescript", "requirements/redocly", "tests/peers/typescript")
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
# httpx, attrs, sniffio, and what these three need themselves.
BASE = (
    "attr",
    "attrs",
    "sniffio",
    "httpx",
    "httpcore",
    "h11",
    "anyio",
    "idna",
    "certifi",
    "typing_extensions",
)


def walk() -> list[Path]:
    """Return every file of the tree that is ours: no environments, no caches."""
    found: list[Path] = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(
            name for name in folders if name not in NOT_OURS and not name.endswith(("_cache", ".egg-info"))
        )
        found += [Path(folder) / name for name in sorted(files) if name != ".git" and name != ".coverage"]
    return [path for path in found if path.suffix not in {".pyc", ".png", ".gz", ".whl"}]


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def handwritten() -> list[Path]:
    """Python that people wrote: neither generated nor mirrored."""
    tops = {"src", "codegen", "examples", "tests", "conformance", "docs"}
    return [
        path
        for path in walk()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] in tops
        and not {"_sync", "templates"} & set(path.parts)
    ]


def dependency_names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0].lower() for line in requirements}


def stated(lock: str) -> list[str]:
    """Return the lines of a requirements file that name something, those of a file that it includes among them."""
    lines = (ROOT / "requirements" / lock).read_text().splitlines()
    found = [line for line in lines if line and not line.startswith(("#", " ", "-r "))]
    included = [line.removeprefix("-r ") for line in lines if line.startswith("-r ")]
    return [*found, *(line for name in included for line in stated(name))]


def test_no_file_names_a_path_of_somebodys_machine_or_the_address_of_a_registry() -> None:
    forbidden = re.compile(
        r"(?<![\w.~$)}])/(?:root|Users/\w+|home/\w+|work/(?:main|shared)|opt/wheels|tmp/brief)\b"
        r"|pypi\.org/simple|pythonhosted\.org|registry\.npmjs\.org|--find-links|--(?:extra-)?index-url"
    )
    offenders = [
        f"{path.relative_to(ROOT).as_posix()}:{number}: {line.strip()[:80]}"
        for path in walk()
        if path != Path(__file__).resolve()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if forbidden.search(line)
    ]
    assert offenders == []


def test_every_handwritten_module_begins_by_saying_what_lives_there() -> None:
    silent = [path for path in handwritten() if not path.read_text(encoding="utf-8").startswith('"""')]
    assert names(silent) == []


def pure_modules() -> list[str]:
    """Return the modules of the core and the facades in the import contract "pure"."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (contract,) = (each for each in contracts if each["id"] == "pure")
    return [name for name in contract["source_modules"] if name != "pareta_wire"]


@pytest.mark.parametrize("module", pure_modules())
def test_every_pure_module_has_a_test_module_that_imports_it(module: str) -> None:
    name = module.rpartition(".")[2]
    test = ROOT / "tests/pure" / f"test_{name}.py"
    assert test.exists(), f"write {test.relative_to(ROOT).as_posix()}"
    imported = set()
    for node in ast.walk(ast.parse(test.read_text())):
        if isinstance(node, ast.ImportFrom):
            imported |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
    assert module in imported, f"{test.name} does not import {module}"


def test_every_mirror_says_so_on_line_one() -> None:
    mirrors = [path for path in walk() if path.suffix == ".py" and "_sync" in path.parts]
    unmarked = [path for path in mirrors if not path.read_text().startswith("# Mirrored from ")]
    assert names(unmarked) == []


def test_every_generated_module_says_so_on_line_one() -> None:
    generated = [path for path in walk() if path.suffix == ".py" and path.is_relative_to(ROOT / "generated")]
    unmarked = [path for path in generated if "generated" not in path.read_text().partition("\n")[0].lower()]
    assert names(unmarked) == []


def test_the_generator_imports_nothing_that_it_writes_or_serves() -> None:
    guilty = []
    for path in sorted((ROOT / "codegen").glob("**/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            guilty += [f"{path.name}: {module}" for module in modules if module.split(".")[0] in OUR_PACKAGES]
    assert guilty == []


BASE_INSTALL = """
import importlib, sys

ALLOWED = {allowed!r}

class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in ALLOWED and top not in sys.stdlib_module_names:
            raise ModuleNotFoundError(f"No module named {{top!r}}, as in a base install", name=name)
        return None

sys.meta_path.insert(0, NotInstalled())
for package in ("pareta_wire", "pareta_core", "pareta", "parallel"):
    module = importlib.import_module(package)
    for name in getattr(module, "__all__", ()):
        getattr(module, name)
"""


def test_a_base_install_is_enough_for_every_public_name_of_the_clients() -> None:
    allowed = {*BASE, *OUR_PACKAGES} - {"pareta_sandbox"}
    program = BASE_INSTALL.format(allowed=sorted(allowed))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_pytest_starts_where_the_package_is_installed_without_its_extra() -> None:
    # pytest loads the sandbox's plugin in every project that has this package, whether it has the sandbox or not.
    allowed = {
        *BASE,
        *OUR_PACKAGES,
        "_pytest",
        "pytest",
        "iniconfig",
        "packaging",
        "pluggy",
        "pygments",
        "py",
    }
    program = BASE_INSTALL.format(allowed=sorted(allowed)).partition("for package in")[0]
    program += "import pareta_sandbox.pytest_plugin"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_base_install_depends_on_three_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert dependency_names(project["dependencies"]) == {
        "anyio",
        "attrs",
        "h11",
        "httpcore",
        "httpx",
        "sniffio",
    }


def test_what_the_package_asks_for_is_asked_for_in_a_lock_word_for_word() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    # (Spark is large, and needs Java: it has an environment of its own.)
    assert {*project["dependencies"], *extras.pop("spark")} <= set(stated("spark.in"))
    assert {*project["dependencies"], *(line for extra in extras.values() for line in extra)} <= set(
        stated("dev.in")
    )


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_every_package_with_hashes_and_nothing_else(lock: Path) -> None:
    entries = stated(lock.name)
    assert entries
    assert [
        entry for entry in entries if not re.match(r"[a-z0-9][a-z0-9._-]*==[^ ;]+ (?:; .* )?\\$", entry)
    ] == []
    text = lock.read_text()
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    assert [block for block in blocks if "==" in block and "--hash=sha256:" not in block] == []
    assert "://" not in text


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_whatever_its_source_names(lock: Path) -> None:
    wanted = dependency_names(stated(lock.with_suffix(".in").name))
    assert wanted <= dependency_names(stated(lock.name))


def test_the_locks_of_npm_are_those_that_are_known() -> None:
    found = names([path.parent for path in walk() if path.name == "package-lock.json"])
    assert sorted(found) == sorted(NPM_LOCKS)


@pytest.mark.parametrize("folder", NPM_LOCKS)
def test_a_lock_of_npm_pins_every_package_with_its_hash_and_names_no_registry(folder: str) -> None:
    wanted = json.loads((ROOT / folder / "package.json").read_text())
    packages = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
    assert "://" not in "".join(str(entry.get("resolved")) for entry in packages.values())
    own = packages.pop("")
    for kind in ("dependencies", "devDependencies"):
        assert own.get(kind) == wanted.get(kind)
        assert all(re.fullmatch(r"[0-9.]+", version) for version in wanted.get(kind, {}).values())
    assert packages
    assert [name for name, entry in packages.items() if not entry["integrity"].startswith("sha512-")] == []


STANDS_ON = ["anyio", "attrs", "h11", "httpcore", "httpx"]


def test_the_two_environments_of_the_tests_have_the_oldest_and_newer_versions() -> None:
    def pins(lock: str) -> dict[str, str]:
        return dict(
            re.findall(r"^([a-z0-9._-]+)==([^ ]+)", (ROOT / "requirements" / lock).read_text(), re.MULTILINE)
        )

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    allowed = dict(re.findall(r"([a-z0-9]+)>=([0-9.]+)", " ".join(project["dependencies"])))
    oldest, newest = pins("versions-oldest.txt"), pins("dev.txt")
    for name in STANDS_ON:
        assert oldest[name] in (allowed[name], f"{allowed[name]}.0")
    # Of h11 and httpcore the oldest may be the newest.
    assert [name for name in STANDS_ON if newest[name] != oldest[name]] != []


def make_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text()
    return {
        name for line in re.findall(r"^([a-z.][a-z. -]*):(?!=)", text, re.MULTILINE) for name in line.split()
    }


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / ".ci/run"], ids=lambda path: path.name)
def test_ci_calls_make_targets_that_exist(path: Path) -> None:
    text = path.read_text()
    lines = re.findall(r"^\s*(?:- )?(?:run: )?make ([a-z. -]+)$", text, re.MULTILINE)
    lines += re.findall(r"^for target in ([a-z. -]+); do$", text, re.MULTILINE)
    called = {word for line in lines for word in line.split()}
    assert called
    assert called <= make_targets()


def test_ci_runs_the_checks_the_tests_spark_and_the_peers() -> None:
    assert (
        "for target in .venv check test-versions test-spark test-peers ports; do"
        in (ROOT / ".ci/run").read_text()
    )
    assert re.search(r"^test-versions: test test-oldest ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert os.access(ROOT / ".ci/run", os.X_OK)


def test_workflows_use_first_party_actions_only_and_pin_them_by_hash() -> None:
    used = {name for path in WORKFLOWS for name in re.findall(r"uses: (.*)", path.read_text())}
    assert [name for name in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v[0-9.]+", name)] == []


def test_the_regenerate_workflow_does_what_make_generate_does_on_all_that_it_reads() -> None:
    text = (ROOT / ".github/workflows/regenerate.yml").read_text()
    assert re.findall(r"run: (make .*)", text) == ["make generate"]
    assert 'paths: [openapi.yaml, "codegen/**", Makefile, pyproject.toml, requirements/dev.txt]' in text
    assert "schedule:" in text
    assert "permissions: {}" in text
    assert "cancel-in-progress: false" in text


def test_help_lists_every_target_that_people_call() -> None:
    text = (ROOT / "Makefile").read_text()
    described = set(re.findall(r"^([a-z.-]+):.*## \S", text, re.MULTILINE))
    for_people = {"help", ".venv", "demo", "generate", "mirror", "format", "check", "test", "test-peers"}
    for_people |= {"quick", "test-versions", "test-spark", "docs"}
    for_people |= {"soak", "bench", "bench-quick", "ports", "ports-go", "ports-typescript"}
    assert described == for_people | {
        "build",
        "conformance",
        "mutants",
        "mutants-python",
        "lock",
        "release",
        "clean",
    }


def test_the_wheel_made_from_the_sdist_carries_the_packages_and_the_spec(tmp_path: Path) -> None:
    def build(target: str, source: Path) -> Path:
        command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(tmp_path / target)]
        done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        (made,) = (tmp_path / target).iterdir()
        return made

    with tarfile.open(build("sdist", ROOT)) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    with zipfile.ZipFile(build("wheel", unpacked)) as wheel:
        inside = set(wheel.namelist())
        assert wheel.read("pareta_sandbox/openapi.yaml") == (ROOT / "openapi.yaml").read_bytes()
    assert {f"{package}/py.typed" for package in OUR_PACKAGES} <= inside
    tops = {name.partition("/")[0] for name in inside}
    assert tops == {*OUR_PACKAGES, "pareta_sdk-0.1.0.dist-info"}
