"""The documents: their code is the examples, whatever exists is in them, and their links lead somewhere."""

from __future__ import annotations

import importlib.util
import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import parallel
import pareta
from pareta_core import config
from pareta_sandbox.__main__ import _parser
from tests.pure.test_docstrings import METHODS, arguments_of, sections

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")] + PAGES
# What is too long for a page; docs/index.md says how to run it.
LINKED_ONLY = {"examples/tour.py", "examples/plain_tour.py"}


def load(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


include = load("docs/include.py")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose(path: Path) -> str:
    """Return a document without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", text(path), flags=re.MULTILINE | re.DOTALL)


EVERY_PAGE = "\n".join(text(path) for path in PAGES)


def label(value: object) -> str:
    return value.relative_to(ROOT).as_posix() if isinstance(value, Path) else str(value)


# --- code


@pytest.mark.parametrize("path", include.DOCUMENTS, ids=label)
def test_the_generated_regions_of_a_document_are_what_their_sources_say(path: Path) -> None:
    assert include.generated(text(path)) == text(path), "run python docs/include.py"


@pytest.mark.parametrize("path", DOCUMENTS, ids=label)
def test_every_marker_of_a_region_is_one_of_a_pair(path: Path) -> None:
    assert len(re.findall(r"(?m)^<!-- (?:end of )?generated", text(path))) == 2 * len(
        include.REGION.findall(text(path))
    )


@pytest.mark.parametrize("path", DOCUMENTS, ids=label)
def test_python_in_a_document_is_always_an_example(path: Path) -> None:
    assert "```python" not in include.REGION.sub("", text(path))


def test_every_example_is_in_a_document() -> None:
    regions = (region for path in include.DOCUMENTS for region in include.REGION.finditer(text(path)))
    shown = {region["source"].partition("#")[0] for region in regions}
    examples = {path.relative_to(ROOT).as_posix() for path in (ROOT / "examples").glob("*.py")}
    assert examples - shown == LINKED_ONLY
    assert shown - examples == set(include.SOURCES)
    for name in LINKED_ONLY:
        assert f"](../{name})" in EVERY_PAGE


def test_a_region_is_given_without_its_indentation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(include, "ROOT", tmp_path)
    (tmp_path / "a.py").write_text("if x:\n    # region r\n    y = 1\n\n    z = 2\n    # endregion\n")
    assert include.code("a.py#r") == "```python\ny = 1\n\nz = 2\n```"
    with pytest.raises(KeyError, match="no region s"):
        include.code("a.py#s")


def test_the_check_names_a_document_that_is_out_of_date_and_writing_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(include, "ROOT", tmp_path)
    monkeypatch.setattr(include, "DOCUMENTS", (tmp_path / "page.md",))
    (tmp_path / "a.py").write_text("new = 1\n")
    region = "<!-- generated: a.py -->\n\n```python\n{}\n```\n\n<!-- end of generated -->\n"
    (tmp_path / "page.md").write_text(region.format("old = 1"))
    assert include.main(check=True) == 1
    assert "page.md" in capsys.readouterr().err
    assert include.main(check=False) == 0
    assert include.main(check=True) == 0
    assert (tmp_path / "page.md").read_text() == region.format("new = 1")


# --- whatever exists


def public_names(package: ModuleType) -> list[str]:
    found = {
        name: getattr(package, name) for name in dir(package) if name[0].isupper() and name != "TYPE_CHECKING"
    }
    return sorted(found)


@pytest.mark.parametrize("package", [pareta, parallel], ids=lambda package: package.__name__)
def test_every_public_name_is_in_a_page(package: ModuleType) -> None:
    names = public_names(package)
    assert len(names) > 40
    assert [name for name in names if not re.search(rf"\b{name}\b", EVERY_PAGE)] == []


def methods(owner: Any, path: str) -> Iterator[str]:
    """Yield the dotted names of what can be called on a client, `evals.sets.create`."""
    for name, value in inspect.getmembers(owner):
        if name.startswith("_") or name in ("wire", "clock"):
            continue
        dotted = f"{path}.{name}" if path else name
        if inspect.ismethod(value):
            yield dotted
        elif type(value).__module__.startswith(("pareta.", "parallel.")):
            yield from methods(value, dotted)
        else:
            yield dotted


def every_method() -> list[str]:
    with pareta.Pareta(api_key="pareta_sk_test") as pa, parallel.Parallel(api_key="test") as client:
        return [*methods(pa, ""), *methods(pa.endpoints.metrics("ep_1"), "metrics"), *methods(client, "")]


@pytest.mark.parametrize("name", sorted(set(every_method())))
def test_every_method_of_a_client_is_in_a_page(name: str) -> None:
    written = rf"\b{re.escape(name)}\b" if "." in name else rf"`(?:\w+\.)?{name}\b"
    assert re.search(written, EVERY_PAGE), f"{name} is in no page of docs/"


def test_the_methods_are_found_that_the_pages_are_held_against() -> None:
    found = set(every_method())
    assert {
        "chat.completions.create",
        "evals.sets.upload_document",
        "metrics.uptime",
        "task_run.execute",
    } <= found


def test_the_page_about_reliability_names_every_call_that_waits() -> None:
    waits = {
        method.name.partition(".")[2] for method in METHODS if "progress" in arguments_of(method.function)
    }
    section = text(ROOT / "docs/reliability.md").partition("## Waits")[2].partition("\n- ")[0]
    assert set(re.findall(r"`(\w[\w.]+)", section)) == waits


def test_every_option_of_a_call_is_in_the_page_about_the_client() -> None:
    page = text(ROOT / "docs/pareta.md")
    assert [name for name in config.OPTION_NAMES if f"`{name}`" not in page] == []


def test_every_option_of_the_sandbox_is_in_its_page() -> None:
    page = text(ROOT / "docs/sandbox.md")
    # In the help text each option begins a line that is indented by two spaces.
    lines = re.findall(r"^  (-.*?)(?:  |$)", _parser().format_help(), re.MULTILINE)
    options = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", "\n".join(lines)))
    assert {"-h", "--help", "--port", "--no-task-idempotency"} <= options
    assert [option for option in options - {"-h", "--help"} if f"`{option}`" not in page] == []


def test_the_make_targets_that_the_documents_name_exist() -> None:
    makefile = text(ROOT / "Makefile")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for path in DOCUMENTS:
        named = re.findall(r"(?:^|`)make ([a-z -]+?)(?=`|  |$| [A-Z])", text(path), re.MULTILINE)
        assert {word for words in named for word in words.split()} <= targets, label(path)


PUBLIC_CLIENTS = [pareta.Pareta, pareta.AsyncPareta, parallel.Parallel, parallel.AsyncParallel]


@pytest.mark.parametrize("client", PUBLIC_CLIENTS, ids=lambda client: client.__name__)
@pytest.mark.parametrize("documented", ["class", "__init__", "from_env", "with_options"])
def test_the_docstring_of_a_client_names_every_parameter(client: Any, documented: str) -> None:
    described = client if documented == "class" else getattr(client, documented)
    signature = inspect.signature(described)
    named = re.findall(r"^ {4}(\w+): ", sections(described)["Args"], re.MULTILINE)
    assert named == [name for name in signature.parameters if name != "self"]
    assert len(named) >= 11


@pytest.mark.parametrize("client", PUBLIC_CLIENTS, ids=lambda client: client.__name__)
def test_the_page_about_a_client_names_every_parameter(client: Any) -> None:
    page = text(ROOT / "docs/pareta.md")
    assert [name for name in inspect.signature(client).parameters if f"`{name}`" not in page] == []


# --- links

# The hosts that documents link to. No test opens them: a new one is looked at by whoever adds it here.
HOSTS = {
    "modelcontextprotocol.io",
    "opentelemetry.io",
    "semver.org",
    "standardschema.dev",
    "www.standardwebhooks.com",
}


def anchors(path: Path) -> set[str]:
    """Return the names that headings get: lower case, no punctuation, a dash for each space."""
    headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def links(path: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", prose(path))


@pytest.mark.parametrize("path", DOCUMENTS, ids=label)
def test_links_lead_somewhere(path: Path) -> None:
    for link in links(path):
        if link.startswith("https://"):
            assert link.split("/")[2] in HOSTS, link
            continue
        target, _, anchor = link.partition("#")
        file = (path.parent / target).resolve() if target else path
        assert file.exists(), link
        assert not anchor or anchor in anchors(file), link


@pytest.mark.parametrize("path", [*DOCUMENTS, *sorted((ROOT / "ports").glob("*/README.md"))], ids=label)
def test_a_block_of_code_is_an_example_or_what_no_test_could_run(path: Path) -> None:
    allowed = {"python", "sh", "text", "json", "yaml"}
    if path.parts[-3:-1] == ("ports", "typescript"):
        allowed |= {"ts", "js", "html"}
    if path.parts[-3:-1] == ("ports", "go"):
        allowed |= {"go"}
    fences = re.findall(r"^ *```(\S*)$", text(path), re.MULTILINE)
    assert set(fences[::2]) <= allowed
    assert set(fences[1::2]) <= {""}


def test_the_readme_of_a_package_index_has_no_relative_link() -> None:
    readme, hook = text(ROOT / "README.md"), load("codegen/readme.py")
    metadata = tomllib.loads(text(ROOT / "pyproject.toml"))
    links = metadata["tool"]["hatch"]["metadata"]["hooks"]["custom"]["links"]
    written = hook.absolute(readme, links)
    assert len(re.findall(r"\]\(https://", written)) == len(re.findall(r"\]\(", readme)) > 15
    assert hook.absolute("[a](docs/a.md#b) [c](https://c.example) [d](#d)", "https://h/{path}") == (
        "[a](https://h/docs/a.md#b) [c](https://c.example) [d](#d)"
    )
    assert all(url.startswith("https://") for url in metadata["project"]["urls"].values())


@pytest.mark.parametrize("path", [*DOCUMENTS, *sorted((ROOT / "ports").glob("*/README.md"))], ids=label)
def test_extras_are_in_double_quotes_as_every_shell_needs_them(path: Path) -> None:
    commands = re.findall(r"pip install [^`#\n]*\[[^`#\n]*", text(path))
    assert [command for command in commands if not re.fullmatch(r'pip install "[^"]+\]"\s*', command)] == []


def test_every_page_is_in_the_index() -> None:
    linked = {link.partition("#")[0] for link in links(ROOT / "docs/index.md")}
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in PAGES}
    assert pages - linked == {"index.md"}


def test_the_paths_that_the_documents_name_exist() -> None:
    for path in DOCUMENTS:
        named = re.findall(r"`((?:src|codegen|tests|docs|examples|generated)/[\w./-]+)`", text(path))
        assert [name for name in named if not (ROOT / name).exists()] == [], label(path)
