"""Emits the clients of the Go port: their namespaces, and a method for each operation."""

from __future__ import annotations

from codegen.ports.go import source
from codegen.ports.go_names import KEY_HEADER, Json, Types, comment, exported, quoted, unexported
from codegen.ports.go_operations import body, event, result

# Methods that a handwritten file of the port has: what waits, reconnects in its own way, or takes several requests.
# Their parameters are generated.
HANDWRITTEN = frozenset(
    {
        "task_run.result",
        "task_run.events",
        "task_group.add_runs",
        "task_group.events",
        "endpoints.deploy",
        "evals.sets.upload_document",
    }
)

_CLIENT = """
// New{go} returns a client with an API key.
func New{go}(apiKey string, opts ...Option) (*{go}, error) {{
	core, err := newClient("{api}", apiKey, opts)
	if err != nil {{
		return nil, err
	}}
	return new{go}(core), nil
}}

// {go}FromEnv returns a client whose API key and base URL come from the environment. An option takes precedence.
func {go}FromEnv(opts ...Option) (*{go}, error) {{
	core, err := clientFromEnv("{api}", opts)
	if err != nil {{
		return nil, err
	}}
	return new{go}(core), nil
}}

// With returns a client with other options that shares the connections of this one.
func (c *{go}) With(opts ...Option) (*{go}, error) {{
	core, err := c.core.with(opts)
	if err != nil {{
		return nil, err
	}}
	return new{go}(core), nil
}}

func (c *{go}) client() *client {{
	return c.core
}}

func new{go}(core *client) *{go} {{
	c := &{go}{{core: core}}
"""


def methods(spec: Json) -> str:
    """Return methods_gen.go: the clients, their namespaces, and a method for each operation.

    Args:
        spec: The content of conformance/spec.json.
    """
    types = Types(spec)
    lines: list[str] = []
    for name in spec["apis"]:
        mine = [one for one in spec["operations"] if one["api"] == name and one["sdk"]]
        lines += _client(name, sorted({one["sdk"]["namespace"] for one in mine}))
        for one in mine:
            handwritten = f"{one['sdk']['namespace']}.{one['sdk']['method']}" in HANDWRITTEN
            lines += _handwritten(types, one) if handwritten else _method(types, one)
    options: dict[str, list[str]] = {}
    for header in _headers(spec):
        options.setdefault(exported(header[0]), _header_option(*header))
    lines += [line for option in options.values() for line in option]
    imports = ['"context"', '"iter"'] + ['"strings"'] * any("strings." in line for line in lines)
    return source(imports, lines)


def _headers(spec: Json) -> list[tuple[str, str, bool]]:
    return [
        (each["name"], each["doc"], "array" in each["type"])
        for one in spec["operations"]
        for each in one["parameters"]
        if each["in"] == "header" and each["name"].lower() != KEY_HEADER.lower()
    ]


def _header_option(name: str, doc: str, is_list: bool) -> list[str]:
    go = f"With{exported(name)}"
    value = 'strings.Join(values, ",")' if is_list else "value"
    return [
        "",
        *comment(f"{go} sets the header {name}. {doc}"),
        f"func {go}({'values ...string' if is_list else 'value string'}) Option {{",
        f"\treturn WithHeader({quoted(name)}, {value})",
        "}",
    ]


def _service(namespace: str) -> str:
    return exported(namespace.replace(".", "_")) + "Service"


def _client(api: str, namespaces: list[str]) -> list[str]:
    go = exported(api)
    parts = [one.split(".") for one in namespaces]
    every = sorted({".".join(one[:depth]) for one in parts for depth in range(1, len(one) + 1)})
    lines = ["", *comment(f"{go} is a client of the {api} API. It is safe for concurrent use.")]
    lines += [f"type {go} struct {{", "\tcore *client", *_members(every, ""), "}"]
    lines += _CLIENT.format(go=go, api=api).rstrip("\n").split("\n")
    for one in every:
        path = ".".join(exported(part) for part in one.split("."))
        lines.append(f"\tc.{path} = &{_service(one)}{{core: core}}")
    lines += ["\treturn c", "}"]
    for one in every:
        service = _service(one)
        lines += [
            "",
            f"// {service} has the operations of {one}.",
            f"type {service} struct {{",
            "\tcore *client",
        ]
        lines += [
            *_members(every, one),
            "}",
            "",
            f"func (s *{service}) client() *client {{",
            "\treturn s.core",
            "}",
        ]
    return lines


def _members(namespaces: list[str], within: str) -> list[str]:
    """Return the fields for the namespaces directly within another, or within the client."""
    lines: list[str] = []
    for one in namespaces:
        parent, _, last = one.rpartition(".")
        if parent == within:
            lines += [
                f"\t// {exported(last)} has the operations of {one}.",
                f"\t{exported(last)} *{_service(one)}",
            ]
    return lines


def _handwritten(types: Types, one: Json) -> list[str]:
    op = exported(one["id"])
    given = _Arguments(types, one)
    polls = one["longPoll"] is not None  # the wait sets its parameter
    lines = [] if polls else given.query_type()
    arguments = given.path if polls else given.declared
    return [
        *lines,
        "",
        f"func argsOf{op}({', '.join(arguments)}) Args {{",
        f"\treturn {given.path_value if polls else given.value}",
        "}",
    ]


class _Arguments:
    """What a method takes: ids, the body, and the query parameters as a struct."""

    def __init__(self, types: Types, one: Json) -> None:
        self._types = types
        self._op = exported(one["id"])
        self._query = [each for each in one["parameters"] if each["in"] == "query"]
        ids = [each for each in one["parameters"] if each["in"] == "path"]
        pairs = ", ".join(f"{quoted(each['name'])}: {unexported(each['name'])}" for each in ids)
        content = ", Body: &body" if one["body"] is not None else ""
        self.path = [f"{unexported(each['name'])} {types.plain(each['type'])}" for each in ids]
        self.path_value = f"Args{{Params: Params{{{pairs}}}{content}}}"
        self.declared = [*self.path, *([f"body {body(types, one)}"] if one["body"] is not None else [])]
        self.value = self.path_value
        if self._query:
            self.declared.append(f"params *{self._op}Params")
            self.value += ".with(params)"

    def query_type(self) -> list[str]:
        """Return the type of the query parameters, if there are any."""
        if not self._query:
            return []
        name = f"{self._op}Params"
        lines = ["", f"// {name} has the query parameters of {self._op}.", f"type {name} struct {{"]
        for each in self._query:
            found = self._types.field(each["type"], required=each["required"])
            lines += comment(each["doc"], "\t") or [""] * (not lines[-1].endswith("{"))
            lines.append(f"\t{exported(each['name'])} {found}")
        pairs = ", ".join(f"{quoted(each['name'])}: v.{exported(each['name'])}" for each in self._query)
        lines += ["}", "", f"func (v *{name}) params() Params {{", "\tif v == nil {", "\t\treturn nil", "\t}"]
        return [*lines, f"\treturn Params{{{pairs}}}", "}"]


def _method(types: Types, one: Json) -> list[str]:
    op, method = exported(one["id"]), exported(one["sdk"]["method"])
    given = _Arguments(types, one)
    lines = given.query_type()
    arguments = ", ".join(["ctx context.Context", *given.declared, "opts ...Option"])
    head = f"func (s *{_service(one['sdk']['namespace'])}) {{}}({arguments}) "
    about = f"{one['method']} {one['path']}: {one['summary'][0].lower()}{one['summary'][1:]}."
    old = ["//", "// Deprecated: the service may stop supporting it."] if one.get("deprecated") else []
    if result(types, one) != "None" or event(types, one) == "None":
        lines += ["", *comment(f"{method} sends {about}"), *old]
        lines += _send(types, one, head.format(method), op, given.value)
    if one["stream"] is not None:
        name = method if result(types, one) == "None" else f"{method}Stream"
        cursor = one["stream"].get("cursor")
        summary = f"{name} yields the events of {about} The request is sent when the iteration begins."
        lines += ["", *comment(summary + " The stream reconnects when it breaks." * bool(cursor)), *old]
        lines += [f"{head.format(name)}iter.Seq2[{event(types, one)}, error] {{"]
        reader = "resumeByCursor" if cursor else "Events"
        lines += [f"\treturn {reader}(ctx, s, Op{op}, {given.value}, opts...)", "}"]
    return lines


def _send(types: Types, one: Json, head: str, op: str, given: str) -> list[str]:
    found = result(types, one)
    if found == "None":
        return [f"{head}error {{", f"\t_, err := Send(ctx, s, Op{op}, {given}, opts...)", "\treturn err", "}"]
    if found.startswith(("[]", "map[")) or not types.is_record(_schema_of(one)):
        return [f"{head}({found}, error) {{", f"\treturn value(Send(ctx, s, Op{op}, {given}, opts...))", "}"]
    return [f"{head}(*{found}, error) {{", f"\treturn Send(ctx, s, Op{op}, {given}, opts...)", "}"]


def _schema_of(one: Json) -> str:
    return next(str(each["json"]["ref"]) for each in one["responses"].values() if "json" in each)
