"""Lazy packages: which modules a name loads, and the refusal of another distribution with the same import name."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from pareta_core.lazy import lazy, refuse_namesake

MODULES = {
    "lazy_sample.client": "class Client: pass\n_hidden = 1\n",
    "lazy_sample.errors": "__all__ = ['SampleError']\nclass SampleError(Exception): pass\nclass Unlisted: pass\n",
    "lazy_sample.types": "Widget = 42\n_private = 1\n",
}


@pytest.fixture
def package(tmp_path, monkeypatch) -> ModuleType:
    """Yield an empty package whose modules are on disk but not loaded."""
    folder = tmp_path / "lazy_sample"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    for name, source in MODULES.items():
        (folder / f"{name.rpartition('.')[2]}.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    for name in ["lazy_sample", *MODULES]:
        monkeypatch.delitem(sys.modules, name, raising=False)
    import lazy_sample  # type: ignore[import-not-found]  # written above

    yield lazy_sample
    for name in ["lazy_sample", *MODULES]:
        sys.modules.pop(name, None)


def loaded() -> set[str]:
    return {name.rpartition(".")[2] for name in MODULES if name in sys.modules}


def lookup():
    modules = {"Client": "lazy_sample.client", "_hidden": "lazy_sample.client"}
    return lazy("lazy_sample", modules, ("lazy_sample.errors", "lazy_sample.types"))


@pytest.mark.parametrize(
    ("name", "modules"),
    [
        ("Client", {"client"}),
        ("_hidden", {"client"}),
        ("SampleError", {"errors"}),
        ("Widget", {"errors", "types"}),
    ],
)
def test_a_name_loads_only_the_modules_up_to_the_one_that_has_it(package, name, modules):
    find, _ = lookup()
    assert loaded() == set()
    value = find(name)
    assert loaded() == modules
    assert value is getattr(sys.modules[f"lazy_sample.{max(modules)}"], name)


def test_a_name_that_was_loaded_is_stored_in_the_package(package):
    find, _ = lookup()
    client = find("Client")
    assert vars(package)["Client"] is client


@pytest.mark.parametrize("name", ["Missing", "Unlisted", "client"])
def test_a_name_that_no_module_lists_is_an_attribute_error(package, name):
    find, _ = lookup()
    with pytest.raises(AttributeError, match=f"^module 'lazy_sample' has no attribute '{name}'$"):
        find(name)


@pytest.mark.parametrize("name", ["_private", "__path__", "__wrapped__"])
def test_a_private_name_loads_nothing(package, name):
    find, _ = lookup()
    with pytest.raises(AttributeError):
        find(name)
    assert loaded() == set()


def test_a_module_that_lacks_a_name_it_should_have_is_an_attribute_error(package):
    find, _ = lazy("lazy_sample", {"Missing": "lazy_sample.client"})
    with pytest.raises(AttributeError, match="Missing"):
        find("Missing")


def test_dir_and_all_list_the_public_names_in_order(package):
    find, names = lookup()
    assert names() == ["Client", "SampleError", "Widget"]
    assert find("__all__") == names()


# Another distribution with the same import name


@pytest.fixture
def installed(tmp_path) -> str:
    """Return the file of a package `parallel` in an empty folder of installed packages."""
    (tmp_path / "parallel").mkdir()
    return str(tmp_path / "parallel" / "__init__.py")


@pytest.mark.parametrize(
    "entry", ["parallel_web-1.3.7.dist-info", "parallel_web-0.1.egg-info", "parallel_web-2.dist-info"]
)
def test_a_namesake_in_the_same_folder_is_an_import_error_with_the_remedy(tmp_path, installed, entry):
    (tmp_path / entry).mkdir()
    with pytest.raises(ImportError) as caught:
        refuse_namesake("parallel", installed, "parallel-web")
    message = str(caught.value)
    assert "pareta-sdk and parallel-web are both installed" in message
    assert "'parallel'" in message
    assert "pip uninstall -y parallel-web pareta-sdk" in message


@pytest.mark.parametrize(
    "entry",
    ["parallel_webber-1.0.dist-info", "parallel_web.dist-info", "parallel_web-1.0.txt", "web-1.dist-info"],
)
def test_other_entries_of_the_folder_are_accepted(tmp_path, installed, entry):
    (tmp_path / entry).mkdir()
    refuse_namesake("parallel", installed, "parallel-web")


def test_a_package_in_an_archive_is_accepted(tmp_path):
    refuse_namesake("parallel", str(tmp_path / "app.zip" / "parallel" / "__init__.py"), "parallel-web")
