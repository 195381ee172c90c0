"""Compares the public Python API with that of the last release. The sources are read by griffe, not imported.

griffe's own comparison does not see names that a package exports lazily, and no types. So this module follows the
exports itself, namespaces of the clients included, and compares signatures with their annotations.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import griffe

from codegen.changes import Change

Entry: TypeAlias = dict[str, Any]
# The modules whose names the package exports as its own.
_STARRED = ("errors", "types")
# What programs use without naming it: `for`, `with`, `[]` and the like.
_PROTOCOLS = frozenset(
    {
        *("__aenter__", "__aexit__", "__aiter__", "__anext__", "__await__", "__call__", "__contains__"),
        *("__enter__", "__eq__", "__exit__", "__getitem__", "__hash__", "__iter__", "__len__", "__next__"),
    }
)
# How a parameter may be passed that was to be passed in another way.
_LOOSER = (("keyword-only", "positional or keyword"), ("positional-only", "positional or keyword"))
_PREFIXES: Mapping[griffe.ParameterKind | None, str] = {
    griffe.ParameterKind.var_positional: "*",
    griffe.ParameterKind.var_keyword: "**",
}


def public_api(packages: Iterable[str], folders: Iterable[str] = ("src", "generated")) -> dict[str, Entry]:
    """Return the public names of packages: `pareta.Pareta.endpoints.deploy`, with parameters and types.

    Args:
        packages: The packages.
        folders: Where their sources are.
    """
    loader = griffe.GriffeLoader(search_paths=list(folders))
    for package in ("pareta_wire", "pareta_core", *packages):
        loader.load(package)
    loader.resolve_aliases(external=False)
    found: dict[str, Entry] = {}
    for package in map(loader.modules_collection.__getitem__, packages):
        table = _lazy_table(package)
        for name, member in package.members.items():
            if not name.startswith("_") and member.is_alias:
                if name in table or member.target_path.rpartition(".")[0] in table:
                    _add(f"{package.path}.{name}", member, found, loader)
            elif not name.startswith("_") and member.is_module and member.exports:
                home = package.path if name in _STARRED else member.path
                for exported in member.exports:
                    _add(f"{home}.{exported}", member.members[str(exported)], found, loader)
    return dict(sorted(found.items()))


def _lazy_table(package: griffe.Module) -> set[str]:
    """Return the names that a package loads on first use, and the modules of which it has all names.

    It imports each of them for type checkers as well, which a program does not see.
    """
    tree = ast.parse(Path(str(package.filepath)).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="lazy"), args=[_, ast.Dict(keys=names), *modules]):
                nodes = [*names, *(one for module in modules for one in ast.walk(module))]
                return {str(one.value) for one in nodes if isinstance(one, ast.Constant)}
            case _:
                pass
    return set()


def _resolve(member: griffe.Object | griffe.Alias | None) -> griffe.Object | None:
    """Return what a name stands for, or None if it belongs to another library."""
    try:
        target = member.final_target if isinstance(member, griffe.Alias) else member
    except griffe.AliasResolutionError:
        return None
    if target is None or not target.path.startswith(("pareta", "parallel")):
        return None
    return target


def _add(
    path: str, member: griffe.Object | griffe.Alias, found: dict[str, Entry], loader: griffe.GriffeLoader
) -> None:
    target = _resolve(member)
    if target is None or target.path.startswith("pareta_core.lazy."):
        return
    if isinstance(target, griffe.Class):
        _add_class(path, target, found, loader)
    elif isinstance(target, griffe.Function):
        found[path] = _signature(target)
    elif isinstance(target, griffe.Attribute):
        # (An alias of a type has no annotation, and its value is what it is.)
        found[path] = {"type": _type(target.annotation if target.value is None else target.value)}


def _add_class(path: str, target: griffe.Class, found: dict[str, Entry], loader: griffe.GriffeLoader) -> None:
    found[path] = {"bases": sorted(str(base) for base in target.bases)}
    is_namespace = _is_io(target) and target.path.split(".")[-2] != "client"
    for name, member in target.all_members.items():
        if name.startswith("_") and name not in _PROTOCOLS and (name != "__init__" or is_namespace):
            continue
        one = _resolve(member)
        if isinstance(one, griffe.Function):
            found[f"{path}.{name}"] = _signature(one)
        elif isinstance(one, griffe.Attribute):
            found[f"{path}.{name}"] = {"type": _type(one.annotation)}
            if namespace := _namespace(one, loader):
                _add_class(f"{path}.{name}", namespace, found, loader)


def _namespace(attribute: griffe.Attribute, loader: griffe.GriffeLoader) -> griffe.Class | None:
    """Return the class of an attribute that is a namespace of a client."""
    if not isinstance(attribute.annotation, griffe.Expr):
        return None
    try:
        target = _resolve(loader.modules_collection[attribute.annotation.canonical_path])
    except (KeyError, griffe.AliasResolutionError):
        return None  # a class of another library
    return target if isinstance(target, griffe.Class) and _is_io(target) else None


def _is_io(target: griffe.Class) -> bool:
    return "._sync." in target.path or "._async." in target.path


def _signature(function: griffe.Function) -> Entry:
    parameters = {
        f"{_PREFIXES.get(one.kind, '')}{one.name}": {
            "kind": one.kind.value if one.kind else "",
            "type": _type(one.annotation),
            "required": one.required and one.kind not in _PREFIXES,
            "default": _type(one.default),
        }
        for one in function.parameters
        if one.name not in ("self", "cls")
    }
    returns = [_type(one.returns) for one in function.overloads or ()] or [_type(function.returns)]
    return {"parameters": parameters, "returns": sorted(set(returns)), "async": "async" in function.labels}


def _type(annotation: str | griffe.Expr | None) -> str:
    return "" if annotation is None else " ".join(str(annotation).split())


def compare_api(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> list[Change]:
    """Return what changed in the public names, with what breaks first.

    Args:
        before: The names of the release.
        after: The names now.
    """
    changes = _grouped(_compare_names(before, after))
    return sorted(changes, key=lambda change: (not change.breaks, change.subject))


def _grouped(changes: Iterable[Change]) -> Iterator[Change]:
    """Report a change of an inherited member once, not for each class that has it."""
    groups = defaultdict[tuple[str, str, bool], list[str]](list)
    for change in changes:
        groups[change.subject.rpartition(".")[2], change.what, change.breaks].append(change.subject)
    for (_, what, breaks), (first, *others) in groups.items():
        more = f" (and in {len(others)} other places)" if others else ""
        yield Change(first, f"{what}{more}", breaks)


def _compare_names(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> Iterator[Change]:
    for name, old in before.items():
        new = after.get(name)
        if new is None:
            if name.rpartition(".")[0] in after or name.rpartition(".")[0] not in before:
                yield Change(name, "is gone")  # (what is gone with its class is not listed)
        elif old.keys() != new.keys():
            yield Change(name, "is another kind of thing")
        elif "parameters" in old:
            yield from _compare_parameters(name, old["parameters"], new["parameters"])
            yield from _compare_returns(name, old, new)
        elif lost := set(old.get("bases", ())) - set(new.get("bases", ())):
            yield Change(name, f"no longer inherits from {', '.join(sorted(lost))}")
        elif "type" in old:
            yield from _compare_types(name, old["type"], new["type"])
    for name in after:
        if name not in before:
            yield Change(name, "is new", breaks=False)


def _compare_types(name: str, old: str, new: str) -> Iterator[Change]:
    """Compare the types of an attribute. A narrower one fits wherever a program reads it."""
    before, after = _alternatives(old), _alternatives(new)
    if before != after:
        yield Change(name, f"is {new} (was {old})", breaks=not after < before)


def _compare_returns(name: str, old: Entry, new: Entry) -> Iterator[Change]:
    if old["async"] != new["async"]:
        yield Change(
            name, f"is {'async' if new['async'] else 'sync'} (was {'async' if old['async'] else 'sync'})"
        )
    before, after = (list(map(_alternatives, one["returns"])) for one in (old, new))
    if before != after:
        breaks = len(before) != 1 or len(after) != 1 or not after[0] < before[0]
        text = f"returns {' or '.join(new['returns'])} (was {' or '.join(old['returns'])})"
        yield Change(name, text, breaks)


def _compare_parameters(
    name: str, before: Mapping[str, Entry], after: Mapping[str, Entry]
) -> Iterator[Change]:
    for parameter, old in before.items():
        new = after.get(parameter)
        if new is None:
            yield Change(name, f"takes no {parameter} any more")
        elif new["required"] and not old["required"]:
            yield Change(name, f"requires {parameter} now")
        elif old["kind"] != new["kind"] and (old["kind"], new["kind"]) not in _LOOSER:
            yield Change(name, f"takes {parameter} as {new['kind']} (was {old['kind']})")
        elif lost := _alternatives(old["type"]) - _alternatives(new["type"]):
            yield Change(name, f"takes {' or '.join(sorted(lost))} no longer as {parameter}")
        elif _alternatives(old["type"]) != _alternatives(new["type"]):
            yield Change(name, f"takes {new['type']} as {parameter}", breaks=False)
        if new and not old["required"] and not new["required"] and old["default"] != new["default"]:
            yield Change(name, f"takes {parameter}={new['default']} by default (was {old['default']})")
    for parameter, new in after.items():
        if parameter not in before:
            what = f"takes {parameter}, which is {'required' if new['required'] else 'optional'}"
            yield Change(name, what, breaks=new["required"])
    old_order, new_order = (
        [one for one, entry in each.items() if "positional" in entry["kind"]] for each in (before, after)
    )
    kept = [one for one in old_order if one in new_order]
    if new_order[: len(kept)] != kept:
        yield Change(name, "takes its positional arguments in another order")


def _alternatives(annotation: str) -> set[str]:
    """Return the branches of a union, and each value of a Literal as a branch of its own."""
    branches = set[str]()
    for branch in _split(annotation, "|"):
        values = branch.removeprefix("Literal[")
        if values == branch:
            branches.add(branch)
        else:
            branches |= {f"Literal[{value}]" for value in _split(values.removesuffix("]"), ",")}
    return branches


def _split(text: str, separator: str) -> Iterator[str]:
    """Split at the top level, outside of brackets."""
    depth, begin = 0, 0
    for index, character in enumerate(f"{text}{separator}"):
        depth += {"[": 1, "(": 1, "]": -1, ")": -1}.get(character, 0)
        if character == separator and depth == 0:
            yield text[begin:index].strip()
            begin = index + 1
