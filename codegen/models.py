"""What each module under models/ says, as plain data for the templates. Does not know files or templates."""

from __future__ import annotations

import keyword
from dataclasses import dataclass, field, replace

from openapi_python_client import strings

from codegen.problems import Problem, SpecError
from codegen.spec import Raw, Spec, description
from codegen.types import (
    PREFIX,
    Import,
    PythonType,
    Types,
    decoder_imports,
    literal,
    module_name,
    type_imports,
)

# The public names of the class Model, and the names its methods use: a field of such a name gets a trailing `_`.
MODEL_NAMES = frozenset(
    {
        "response",
        "get",
        "keys",
        "to_dict",
        "to_json",
        "model_dump",
        "model_dump_json",
        "from_dict",
        "self",
        "cls",
    }
)
EMPTY_LIST = "[]"
# A field of such a name would hide the type from the annotations of other fields.
TYPE_NAMES = frozenset(
    {
        *("str", "int", "float", "bool", "list", "date", "property", "classmethod"),
        *(
            "attrs",
            "redacted",
            "empty_list",
            "Any",
            "FilePart",
            "JsonObject",
            "JsonValue",
            "Literal",
            "Mapping",
            "Records",
        ),
    }
)


@dataclass(frozen=True)
class Field:
    """One property of a model."""

    name: str
    wire_name: str
    annotation: str
    default: str
    """The expression of its default. Empty if a value is required."""
    decoder: str
    """How it is decoded, as in `PythonType`. Empty if its JSON is used as it is."""
    inner: str
    """The expression of the function that decodes the object, or each item or member."""
    doc: str
    secret: bool
    missing: str = "null"
    """The expression of the value of a missing or null member."""
    alias: str = ""
    """Another name under which the field can be read."""
    format: str = ""
    """The format of a text, if tables have a type for it."""
    is_circular: bool = False
    """Whether the decoder is not known yet where the class is created."""

    @property
    def is_table(self) -> bool:
        """Whether it is a list that the constructor makes a table."""
        return self.decoder == "decode_records" and not self.is_circular

    @property
    def declaration(self) -> str:
        """Return what follows the annotation."""
        if self.missing == EMPTY_LIST:
            options = ["factory=empty_list"]
        else:
            options = [f"default={self.default}"] if self.default else []
        if self.secret:
            options.append("repr=redacted")
        metadata = [f"WIRE_NAME: {literal(self.wire_name)}"] if self.name != self.wire_name else []
        if self.format:
            metadata.append(f"FORMAT: {literal(self.format)}")
        if self.is_table:
            metadata.append(f"RECORDS: {self.inner}")
        if metadata:
            options.append(f"metadata={{{', '.join(metadata)}}}")
        if options[1:] or options == ["factory=empty_list"] or (options and not self.default):
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
    """Decoders and classes. Annotations resolve at run time: `typing.get_type_hints` works on every model."""
    late_imports: list[Import]
    """Decoders whose import would be circular at the top of the module; it is made when an object is decoded."""
    typing_imports: list[Import]
    """Classes whose import would be circular. Only type checkers see them."""

    @property
    def has_tables(self) -> bool:
        """Whether the constructor has tables to make."""
        return any(field.is_table for field in self.fields)


@dataclass(frozen=True)
class UnionPlan:
    """A union of classes that a tag distinguishes."""

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
        """Return the module of each name that models/ exports."""
        return {name: module_name(name) for name in sorted([*self.models, *self.unions, *self.aliases])}


def plan_models(spec: Spec) -> Plans:
    """Plan a module for each schema.

    Raises:
        SpecError: Schemas cannot become Python. It lists all of their problems.
    """
    types, plans, problems = Types(spec), Plans(), list[Problem]()
    needs = _transitive_needs(types)
    sent = _sent(spec, needs)
    tables = _responses(spec, needs) - sent
    forms = spec.multipart_schemas()
    for name, schema in spec.schemas.items():
        if name in forms or name == "JsonObject":
            continue
        try:
            if strings.ClassName(name, PREFIX) != name:
                raise SpecError(f"{name}: a schema's name must be in PascalCase and not a Python keyword")
            kind = types.kind(name)
            if kind == "model":
                plans.models[name] = _model(
                    name, schema, types, needs, sent=name in sent, tables=name in tables
                )
            elif kind == "union":
                plans.unions[name] = _union(name, schema, types)
            else:
                found = types.alias(name)
                plans.aliases[name] = AliasPlan(
                    name,
                    module_name(name),
                    description(schema),
                    found.annotation,
                    type_imports(found.mentions),
                )
        except SpecError as error:
            problems += error.at("components", "schemas", name).problems
    if problems:
        raise SpecError(*problems)
    return plans


def _properties(name: str, schema: Raw, types: Types) -> dict[str, PythonType]:
    found: dict[str, PythonType] = {}
    for key, value in schema.get("properties", {}).items():
        try:
            found[key] = types.of(value, f"{name}.{key}")
        except SpecError as error:
            raise error.at("components", "schemas", name, "properties", key) from None
    return found


def _transitive_needs(types: Types) -> dict[str, frozenset[str]]:
    """Return the schemas that the module of each schema imports, directly or indirectly."""
    direct: dict[str, frozenset[str]] = {}
    for name, schema in types.spec.schemas.items():
        try:
            kind = types.kind(name)
            if kind == "union":
                direct[name] = frozenset(types.variants(name)[1])
            elif kind == "alias":
                direct[name] = types.alias(name).mentions
            else:
                properties = _properties(name, schema, types).values()
                direct[name] = frozenset[str]().union(*(one.mentions | one.decodes for one in properties))
        except SpecError:  # reported where the schema is planned
            direct[name] = frozenset()
    needs: dict[str, frozenset[str]] = {}
    for name in direct:
        seen: set[str] = set()
        pending = [*direct[name]]
        while pending:
            current = pending.pop()
            if current not in seen:
                seen.add(current)
                pending += direct.get(current, ())
        needs[name] = frozenset(seen)
    return needs


def _sent(spec: Spec, needs: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return the schemas that are part of a request. In these, no list and an empty list are two things."""
    found: set[str] = set()
    for operation in spec.operations():
        for content in spec.body(operation).values():
            reference = content.get("schema", {}).get("$ref")
            if reference:
                name = spec.schema_name(reference)
                found |= {name, *needs.get(name, ())}
    return frozenset(found)


def _responses(spec: Spec, needs: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return the schemas that are part of a response of JSON. Their lists of objects are tables.

    What is or may be streamed is left out: it is small, and there is much of it.
    """
    found: set[str] = set()
    for operation in spec.operations():
        if spec.event_schema(operation):
            continue
        for response in operation.raw["responses"].values():
            schema: Raw = (
                spec.resolve(response).get("content", {}).get("application/json", {}).get("schema", {})
            )
            reference = schema.get("$ref") or schema.get("items", {}).get("$ref")
            if reference:
                name = spec.schema_name(reference)
                found |= {name, *needs.get(name, ())}
    return frozenset(found)


def _model(
    name: str, schema: Raw, types: Types, needs: dict[str, frozenset[str]], *, sent: bool, tables: bool
) -> ModelPlan:
    properties = _properties(name, schema, types)
    decodes = frozenset[str]().union(*(one.decodes for one in properties.values())) - {name}
    late = frozenset(one for one in decodes if name in needs[one])
    fields = [
        replace(
            _field(wire_name, found, schema, sent, tables), is_circular=bool(found.decodes & {name, *late})
        )
        for wire_name, found in properties.items()
    ]
    problems = [
        f"{name}.{one}: a name with a leading underscore is reserved for the models themselves"
        for one in properties
        if one.startswith("_")
    ]
    names = [name for one in fields for name in (one.name, one.alias) if name]
    problems += [f"{name}: two properties become {one}" for one in sorted({*names}) if names.count(one) > 1]
    if problems:
        raise SpecError(*problems)
    # Required arguments first, then optional ones, and a tag with only one possible value last.
    fields.sort(key=lambda one: (bool(one.default), one.default not in {"", "None"}))
    mentions = frozenset[str]().union(*(one.mentions for one in properties.values())) - {name}
    late_mentions = frozenset(one for one in mentions if name in needs[one])
    return ModelPlan(
        name,
        module_name(name),
        description(schema),
        fields,
        [*decoder_imports(decodes - late), *type_imports(mentions - late_mentions)],
        decoder_imports(late),
        type_imports(late_mentions),
    )


def _field(wire_name: str, found: PythonType, schema: Raw, sent: bool, tables: bool) -> Field:
    raw: Raw = schema["properties"][wire_name]
    required = wire_name in schema.get("required", ())
    name = wire_name
    if name in MODEL_NAMES:
        name = f"{name}_"
    elif not name.isidentifier() or keyword.iskeyword(name) or name in TYPE_NAMES:
        name = str(strings.PythonIdentifier(wire_name, PREFIX))
        if name in TYPE_NAMES:
            name += "_"
    default = "" if required else "None"
    if "const" in raw:  # an object that a program creates says what it is, even where the server could tell
        default = literal(raw["const"])
    always = (required or "const" in raw) and not found.nullable
    missing = "null"
    if not sent and found.annotation.startswith("list["):
        # Programs iterate over the lists of a response.
        default, always, missing = default or "None", True, EMPTY_LIST
        if tables and found.decoder == "decode_list" and not found.inner.startswith("lambda"):
            annotation = f"Records{found.annotation.removeprefix('list')}"
            found = replace(found, annotation=annotation, decoder="decode_records")
    return Field(
        name,
        wire_name,
        found.annotation if always else found.optional,
        default,
        found.decoder,
        found.inner,
        description(raw),
        bool(raw.get("x-secret")),
        missing,
        str(raw.get("x-alias", "")),
        "date-time" if raw.get("format") == "date-time" else "",
    )


def _union(name: str, schema: Raw, types: Types) -> UnionPlan:
    tag, members, tags, prefixes = types.variants(name)
    others = [one for one in members if types.kind(one) != "model"]
    if others:
        raise SpecError(f"{name}: {', '.join(others)} is not an object, so it cannot have a tag")
    return UnionPlan(
        name, module_name(name), description(schema), tag, members, type_imports(members), tags, prefixes
    )
