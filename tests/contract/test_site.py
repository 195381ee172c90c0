"""The documentation site, built once: it has every name, operation and error, and loads nothing from anywhere else."""

from __future__ import annotations

import fcntl
import html
import importlib
import inspect
import json
import re
import subprocess
import sys
import typing
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

import pareta_core
from parallel import AsyncParallel, Parallel
from pareta import AsyncPareta, Pareta
from tests.browser import CHROMIUM, Page, chromium
from tests.pure.test_docs import HOSTS

ROOT = Path(__file__).resolve().parents[2]
MODULES = [
    "pareta",
    "pareta.types",
    "pareta.errors",
    "parallel",
    "parallel.types",
    "parallel.errors",
    "parallel.webhooks",
    "pareta_core",
    "pareta_wire",
    "pareta_sandbox",
]
# The hosts that pages link to: those of the documents, and those of the theme. A test opens none of them.
KNOWN_HOSTS = HOSTS | {"www.sphinx-doc.org", "pradyunsg.me", "github.com"}
# Facts whose generated module says nothing of them yet.
BARE = {"DEFAULTS", "ERROR_KINDS", "PARALLEL", "PARETA"}
SPEC = json.loads((ROOT / "conformance/spec.json").read_text(encoding="utf-8"))
TAG = re.compile(r"<[^>]+>")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return the folder of the site. The workers of pytest-xdist share one build."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    built, log = shared / "site", shared / "site.log"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not log.exists():
            command = [sys.executable, str(ROOT / "docs/site/build.py"), str(built)]
            done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
            log.write_text(f"{done.returncode}\n{done.stdout}{done.stderr}", encoding="utf-8")
    status, _, output = log.read_text(encoding="utf-8").partition("\n")
    assert status == "0", output
    return built


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, str]:
    """Return the HTML of each page, by its path within the site."""
    return {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")
    }


@pytest.fixture(scope="session")
def objects(site: Path) -> dict[str, str]:
    """Return the page and anchor of each Python name."""
    *_, packed = (site / "objects.inv").read_bytes().split(b"\n", 4)
    lines = re.findall(r"^(\S+) py:\S+ \S+ (\S+) ", zlib.decompress(packed).decode(), re.MULTILINE)
    return {name: uri.replace("$", name) for name, uri in lines}


# --- the Python reference


def public_names(module: str) -> list[str]:
    loaded = importlib.import_module(module)
    return [name for name in getattr(loaded, "__all__", None) or dir(loaded) if name[0].isalpha()]


@pytest.mark.parametrize("module", MODULES)
def test_the_reference_has_every_public_name(objects: dict[str, str], module: str) -> None:
    names = public_names(module)
    assert len(names) >= 7
    assert [name for name in names if f"{module}.{name}" not in objects] == []


def resource_classes(owner: Any) -> Iterator[type]:
    """Yield the classes of what is reached from a client, such as `client.evals.sets`."""
    for name, value in inspect.getmembers(owner):
        if not name.startswith("_") and type(value).__module__.startswith(("pareta._", "parallel._")):
            yield type(value)
            yield from resource_classes(value)


def described_methods() -> Iterator[tuple[type, str]]:
    for client in (
        Pareta(api_key="pareta_sk_test"),
        AsyncPareta(api_key="pareta_sk_test"),
        Parallel(api_key="test"),
        AsyncParallel(api_key="test"),
    ):
        owners = {type(client), *resource_classes(client)}
        if isinstance(client, (Pareta, AsyncPareta)):
            owners.add(type(client.endpoints.metrics("ep_1")))
        for owner in owners:
            for name, value in inspect.getmembers(owner, inspect.isroutine):
                if not name.startswith("_") and callable(value) and inspect.getdoc(value):
                    yield owner, name


def arguments(function: Any) -> set[str]:
    """Return the arguments of a function; of an overloaded one, those of all its forms."""
    forms = typing.get_overloads(function) if inspect.isfunction(function) else []
    names = {name for form in forms or [function] for name in inspect.signature(form).parameters}
    return names - {"self", "cls"}


PARAMETER = re.compile(
    r'<em class="sig-param">(?:<span class="o"><span class="pre">\*+</span></span>)?'
    r'<span class="n"><span class="pre">(\w+)'
)


def shown_arguments(pages: dict[str, str], uri: str) -> set[str]:
    """Return the arguments in the heading of an entry; of an overloaded function, those of each of its headings."""
    page, _, anchor = uri.partition("#")
    rest = pages[page][pages[page].index(f'id="{anchor}"') :]
    found: set[str] = set()
    while True:
        head, _, rest = rest.partition("</dt>")
        found.update(PARAMETER.findall(head))
        if not rest.lstrip().startswith("<dt"):
            return found


def test_the_reference_has_every_method_with_its_arguments(
    objects: dict[str, str], pages: dict[str, str]
) -> None:
    found = list(described_methods())
    assert len(found) > 100
    missing: list[str] = []
    for owner, name in found:
        package = owner.__module__.partition(".")[0]
        public = f"{package}.{owner.__name__}.{name}"
        uri = objects.get(public) or objects.get(f"{owner.__module__}.{owner.__name__}.{name}")
        if uri is None:
            missing.append(public)
        elif lacking := arguments(getattr(owner, name)) - shown_arguments(pages, uri):
            missing.append(f"{public}: {', '.join(sorted(lacking))}")
    assert missing == []


@pytest.mark.parametrize("module", MODULES)
def test_the_reference_has_the_arguments_of_functions_and_classes(
    objects: dict[str, str], pages: dict[str, str], module: str
) -> None:
    loaded = importlib.import_module(module)
    missing: list[str] = []
    for name in public_names(module):
        value = getattr(loaded, name)
        if value is Any or not (inspect.isclass(value) or inspect.isfunction(value)):
            continue
        try:
            expected = arguments(value)
        except ValueError:
            continue
        uri = objects[f"{module}.{name}"]
        if "transport" in expected or is_described_elsewhere(pages, uri):
            continue  # a client creates it
        if lacking := expected - shown_arguments(pages, uri):
            missing.append(f"{module}.{name}: {', '.join(sorted(lacking))}")
    assert missing == []


def is_described_elsewhere(pages: dict[str, str], uri: str) -> bool:
    """Return whether an entry only says of which other name it is an alias."""
    page, _, anchor = uri.partition("#")
    start = pages[page].index(f'id="{anchor}"')
    return "The same as" in pages[page][start : pages[page].index("</dl>", start)]


def test_each_alias_and_each_constant_is_described(pages: dict[str, str]) -> None:
    entry = re.compile(
        r'<dl class="py data">\n<dt [^>]*id="[\w.]+\.(\w+)">(?:(?!<dt).)*?<dd>(</dd>)?', re.DOTALL
    )
    found = [one for name in pages if name.startswith("reference/") for one in entry.findall(pages[name])]
    assert len(found) > 60
    assert {name for name, bare in found if bare} == BARE


def test_examples_and_code_in_docstrings_are_code(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        if name.startswith("reference/"):
            prose = re.sub(r"<pre>.*?</pre>", "", text, flags=re.DOTALL)
            assert "```" not in prose, name
            assert "problematic" not in text, name


# --- the reference of the APIs, and of the errors


@pytest.mark.parametrize("operation", SPEC["operations"], ids=lambda one: one["id"])
def test_the_http_reference_has_each_operation(pages: dict[str, str], operation: dict[str, Any]) -> None:
    page = pages[f"reference/http-{operation['api']}.html"]
    start = page.index(f'<section id="{anchor_of(page, operation["id"])}"')
    section = html.unescape(TAG.sub("", page[start : page.index("</section>", start)]))
    assert f"{operation['method']} {operation['path']}" in section
    for parameter in operation["parameters"]:
        assert parameter["name"] in section
    for status in (*operation["responses"], *operation["errors"]):
        assert re.search(rf"^{status}$", section, re.MULTILINE), status
    assert f"Retries: {operation['retry']}" in section


def anchor_of(page: str, target: str) -> str:
    """Return the section that a target stands before."""
    found = re.search(rf'id="{target.lower()}"', page)
    assert found, target
    return re.findall(r'<section id="([^"]+)"', page[: found.end() + 200])[-1]


def errors() -> set[str]:
    modules = [
        importlib.import_module(name) for name in ("pareta", "parallel", "parallel.webhooks", "pareta_core")
    ]
    return {
        value.__name__
        for module in modules
        for name in public_names(module.__name__)
        if inspect.isclass(value := getattr(module, name)) and issubclass(value, pareta_core.SDKError)
    }


def test_each_error_says_when_it_is_raised_whether_it_is_billed_and_what_to_do(pages: dict[str, str]) -> None:
    page = pages["reference/errors.html"]
    for name in errors():
        start = page.index(f'<section id="{name.lower()}"')
        section = page[start : page.index("</section>", start)]
        assert all(word in section for word in ("When.", "Billed?", "Next.")), name
    for kind in SPEC["errors"]:
        assert f"<p>{kind}</p>" in page


# --- links, and what is loaded


def hrefs(text: str) -> set[str]:
    return {html.unescape(link) for link in re.findall(r'<a [^>]*?href="([^"]*)"', text)}


def test_links_within_the_site_lead_somewhere(site: Path, pages: dict[str, str]) -> None:
    ids = {name: set(re.findall(r'\bid="([^"]+)"', text)) for name, text in pages.items()}
    broken: list[str] = []
    for name, text in pages.items():
        for link in hrefs(text):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            path = unquote(parts.path)
            target = (
                (site / name).parent.joinpath(path).resolve().relative_to(site.resolve()).as_posix()
                if path
                else name
            )
            known = target in ids or (site / target).is_file()
            if not known or (parts.fragment and target in ids and unquote(parts.fragment) not in ids[target]):
                broken.append(f"{name}: {link}")
    assert [link for link in broken if not link.endswith("#")] == []


def test_the_hosts_that_pages_link_to_are_known(pages: dict[str, str]) -> None:
    hosts = {urlsplit(link).hostname for text in pages.values() for link in hrefs(text)}
    assert hosts - {None} <= KNOWN_HOSTS


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    loads = re.compile(
        r"""(?:\bsrc=|<link[^>]*\bhref=|\burl\(|@import\s|\bimport\(|\bfetch\(|\.src\s*=\s*)\s*["']?((?:https?:)?//[^"')\s>]+)"""
    )
    found = [
        f"{path.relative_to(site)}: {load}"
        for path in site.rglob("*")
        if path.suffix in {".html", ".css", ".js"}
        for load in loads.findall(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here; CHROMIUM= names one")
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize(
    "name",
    ["index.html", "start.html", "reference/pareta-client.html", "reference/errors.html", "search.html"],
)
def test_a_browser_loads_only_the_site_and_no_page_is_wider_than_the_window(
    site: Path, page: Page, name: str
) -> None:
    url = (site / name).as_uri()
    for width, dark in ((420, True), (1280, False)):
        page.open(url, width=width, dark=dark)
        page.evaluate(
            f"""new Promise((resolve) => {{
                const look = () => document.readyState === 'complete' && location.href.startsWith('{url}')
                    ? resolve() : setTimeout(look, 20);
                look();
            }})"""
        )
        assert len(page.requests) > 3
        assert [one for one in page.requests if not one.startswith((site.as_uri(), "data:"))] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


# --- for language models


def test_llms_txt_lists_each_page_as_markdown(site: Path, pages: dict[str, str]) -> None:
    text = (site / "llms.txt").read_text(encoding="utf-8")
    assert text.startswith("# pareta-sdk\n\n> ")
    links = re.findall(r"^- \[[^\]]+\]\(([^)]+)\): \S", text, re.MULTILINE)
    assert len(links) == len(re.findall(r"^- ", text, re.MULTILINE))
    assert [link for link in links if not (site / link).is_file()] == []
    rest = {"index", "genindex", "search", "py-modindex", "reference/python", "reference/http"}
    assert {Path(name).with_suffix("").as_posix() for name in pages} - rest == {
        Path(link).with_suffix("").as_posix() for link in links
    }
    full = (site / "llms-full.txt").read_text(encoding="utf-8")
    assert "client.task_run.execute" in full
    assert "{toctree}" not in full
    assert "{py:obj}" not in full
