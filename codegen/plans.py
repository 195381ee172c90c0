"""What each generated file says, as plain data for the templates. Knows no file and no template."""

from __future__ import annotations

import keyword
from dataclasses import dataclass, field, replace

from openapi_python_client import strings

from codegen.contract import Contract, Raw, RefusedError
from codegen.shapes import PREFIX, Shape, Shapes, literal, module_name

# What the base class of the models answers to: a field of that name could not be reached.
MODEL_NAMES = frozenset({"response", "get", "to_dict", "from_dict", "self", "cls"})
# A field of such a name would hide the type from the annotations of its neighbours.
TYPE_NAMES = frozenset({"str", "int", "float", "bool", "list"})


@dataclass(frozen=True)
class Import:
    """`from <package>.<module> import <name>`, where the package is that of the models."""

    module: str
    name: str


@dataclass(frozen=True)
class Field:
    """One property of a model."""

    name: str
    wire_name: str
    annotation: str
    default: str
    """The expression of its default; empty where a value is needed."""
    helper: str
    """Whether it holds one object, many in an array, or keyed ones; empty where its JSON is taken as it is."""
    inner: str
    """The expression of a function that decodes what it holds: the object itself, or each of its members."""
    model: str
    """The class of the object or of the array's objects, where it is one and loaded with the module."""
    doc: str
    secret: bool

    @property
    def declaration(self) -> str:
        """What stands after the annotation."""
        options = [f"default={self.default}"] if self.default else []
        if self.secret:
            options.append("repr=masked")
        if self.name != self.wire_name:
            options.append(f"metadata={{WIRE_NAME: {literal(self.wire_name)}}}")
        if options[1:] or (options and not self.default):
            return f" = attrs.field({', '.join(options)})"
        return f" = {self.default}" if self.default else ""


@dataclass(frozen=True)
class ModelPlan:
    """A class."""

    name: str
    module: str
    doc: str
    fields: list[Field]
    imports: list[Import]
    late_imports: list[Import]
    """Those that would close a circle; they are done at the first decoding."""
    typing_imports: list[Import]
    listed: bool = False
    """Whether there are arrays of it, and none of its own fields holds objects."""

    @property
    def nested(self) -> list[Field] | None:
        """The fields that hold objects; None if one of them holds other than objects of one class or arrays of such."""
        found = [one for one in self.fields if one.helper]
        return found if all(one.model for one in found) else None


@dataclass(frozen=True)
class UnionPlan:
    """A union of classes, told apart by a tag."""

    name: str
    module: str
    doc: str
    tag: str
    members: list[str]
    imports: list[Import]
    tags: dict[str, str]
    prefixes: dict[str, str]


@dataclass(frozen=True)
class AliasPlan:
    """A name for a plain type: an enum, a map, an array."""

    name: str
    module: str
    doc: str
    annotation: str
    imports: list[Import]


@dataclass(frozen=True)
class Plans:
    """Everything that becomes a module under models/."""

    models: dict[str, ModelPlan] = field(default_factory=dict[str, ModelPlan])
    unions: dict[str, UnionPlan] = field(default_factory=dict[str, UnionPlan])
    aliases: dict[str, AliasPlan] = field(default_factory=dict[str, AliasPlan])

    def homes(self) -> dict[str, str]:
        """Give the module of each name that models/ offers."""
        return {name: module_name(name) for name in sorted([*self.models, *self.unions, *self.aliases])}


def plan_models(contract: Contract) -> Plans:
    """Plan a module for each schema, or refuse with everything that is wrong."""
    shapes, plans, problems = Shapes(contract), Plans(), list[str]()
    reach = _reach(shapes)
    forms = contract.multipart_schemas()
    for name, schema in contract.schemas.items():
        if name in forms or name == "JsonObject":
            continue
        try:
            if strings.ClassName(name, PREFIX) != name:
                raise RefusedError(f"{name}: a schema's name must be in PascalCase and no word of Python's")
            kind = shapes.kind(name)
            if kind == "model":
                plans.models[name] = _model(name, schema, shapes, reach)
            elif kind == "union":
                plans.unions[name] = _union(name, schema, shapes)
            else:
                shape = shapes.alias(name)
                imports = types(shape.mentions)
                plans.aliases[name] = AliasPlan(
                    name, module_name(name), doc(schema), shape.annotation, imports
                )
        except RefusedError as refused:
            problems += refused.problems
    if problems:
        raise RefusedError(*problems)
    listed = {one.model for plan in plans.models.values() for one in plan.fields if one.helper == "many"}
    for name, plan in plans.models.items():
        plans.models[name] = replace(plan, listed=name in listed and bool(plan.fields) and plan.nested == [])
    return plans


def doc(schema: Raw) -> str:
    """Give a description in one line."""
    text = " ".join(str(schema.get("description", "")).split())
    return f"{text} Deprecated." if schema.get("deprecated") else text


def types(names: frozenset[str]) -> list[Import]:
    """Give what must be imported to name these schemas."""
    return [Import(module_name(name), name) for name in sorted(names)]


def decoders(names: frozenset[str], shapes: Shapes) -> list[Import]:
    """Give what must be imported to decode these schemas."""
    return [
        Import(module_name(name), f"decode_{module_name(name)}" if shapes.kind(name) == "union" else name)
        for name in sorted(names)
    ]


def _properties(name: str, schema: Raw, shapes: Shapes) -> dict[str, Shape]:
    if "allOf" in schema:
        raise RefusedError(f"{name}: allOf is known as a nullable reference only; write the properties out")
    return {key: shapes.of(value, f"{name}.{key}") for key, value in schema.get("properties", {}).items()}


def _reach(shapes: Shapes) -> dict[str, frozenset[str]]:
    """Say which schemas each schema needs for its decoding, directly or not."""
    direct: dict[str, frozenset[str]] = {}
    for name, schema in shapes.contract.schemas.items():
        try:
            if shapes.kind(name) == "union":
                direct[name] = frozenset(shapes.variants(name)[1])
            else:
                found = _properties(name, schema, shapes).values()
                direct[name] = frozenset[str]().union(*(shape.decodes for shape in found))
        except RefusedError:  # said again, and for good, where the schema is planned
            direct[name] = frozenset()
    reach: dict[str, frozenset[str]] = {}
    for name in direct:
        seen: set[str] = set()
        waiting = [*direct[name]]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                waiting += direct.get(current, ())
        reach[name] = frozenset(seen)
    return reach


def _model(name: str, schema: Raw, shapes: Shapes, reach: dict[str, frozenset[str]]) -> ModelPlan:
    properties = _properties(name, schema, shapes)
    decodes = frozenset[str]().union(*(shape.decodes for shape in properties.values())) - {name}
    late = frozenset(one for one in decodes if name in reach[one])
    problems: list[str] = []
    fields: list[Field] = []
    for wire_name, shape in properties.items():
        if wire_name in MODEL_NAMES or wire_name.startswith("_"):
            problems.append(
                f"{name}.{wire_name}: every model has something of that name; it must be called otherwise"
            )
        fields.append(_field(wire_name, shape, schema, late | {name}))
    names = [one.name for one in fields]
    problems += [
        f"{name}: two properties would be called {one}" for one in sorted({*names}) if names.count(one) > 1
    ]
    if problems:
        raise RefusedError(*problems)
    # What must be given comes first, then what may be; a tag that can have one value only comes last.
    fields.sort(key=lambda one: (bool(one.default), one.default not in {"", "None"}))
    mentions = frozenset[str]().union(*(shape.mentions for shape in properties.values())) - {name}
    return ModelPlan(
        name,
        module_name(name),
        doc(schema),
        fields,
        decoders(decodes - late, shapes),
        decoders(late, shapes),
        types(mentions),
    )


def _field(wire_name: str, shape: Shape, schema: Raw, late: frozenset[str]) -> Field:
    raw: Raw = schema["properties"][wire_name]
    required = wire_name in schema.get("required", ())
    name = wire_name
    if not name.isidentifier() or keyword.iskeyword(name) or name in TYPE_NAMES:
        name = str(strings.PythonIdentifier(wire_name, PREFIX))
    default = "" if required else "None"
    if required and "const" in raw:
        default = literal(raw["const"])
    return Field(
        name,
        wire_name,
        shape.annotation if required and not shape.nullable else shape.optional,
        default,
        shape.helper,
        shape.inner,
        "" if shape.model in late else shape.model,
        doc(raw),
        bool(raw.get("x-secret")),
    )


def _union(name: str, schema: Raw, shapes: Shapes) -> UnionPlan:
    tag, members, tags, prefixes = shapes.variants(name)
    strangers = [one for one in members if shapes.kind(one) != "model"]
    if strangers:
        raise RefusedError(f"{name}: {', '.join(strangers)} is no object, so it cannot be told by its tag")
    return UnionPlan(
        name, module_name(name), doc(schema), tag, members, types(frozenset(members)), tags, prefixes
    )
