"""What editors show about a line of Python: jedi in this process, and pyright's language server in its own."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jedi

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CURSOR = "‸"
# The roots of the sources, for an editor that does not read the environment's `.pth` files.
SOURCES = [str(ROOT / "src"), str(ROOT / "generated")]


@dataclass(frozen=True)
class Place:
    """A position in a source: a line from 0, a column in characters from 0."""

    source: str
    line: int
    column: int


@dataclass(frozen=True)
class Question:
    """Where an editor is asked, and what it must offer there."""

    place: Place
    offers: frozenset[str]

    def __str__(self) -> str:
        line = self.place.source.splitlines()[self.place.line]
        return f"{line[: self.place.column]}{CURSOR}{line[self.place.column :]}".strip()


def at_cursor(source: str) -> Place:
    """Return the place that a cursor in a source marks."""
    before, _, after = source.partition(CURSOR)
    return Place(before + after, before.count("\n"), len(before) - before.rfind("\n") - 1)


# --- what a document shows


def examples(document: Path) -> list[str]:
    """Return the Python examples of a document."""
    return BLOCK.findall(document.read_text(encoding="utf-8"))


def _place(source: str, line: int, byte_column: int) -> Place:
    text = source.splitlines()[line - 1].encode()
    return Place(source, line - 1, len(text[:byte_column].decode()))


def attributes(source: str) -> Iterator[Question]:
    """For each attribute that a source reads: the place after its dot."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            column = (node.end_col_offset or 0) - len(node.attr.encode())
            yield Question(_place(source, node.end_lineno or 0, column), frozenset({node.attr}))


def calls(source: str) -> Iterator[Question]:
    """For each call with keyword arguments: the place after its parenthesis, and the keywords."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.keywords:
            place = _place(source, node.func.end_lineno or 0, (node.func.end_col_offset or 0) + 1)
            yield Question(place, frozenset(one.arg for one in node.keywords if one.arg))


def methods(source: str) -> Iterator[Question]:
    """For each method that a source calls: the place in its name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            place = _place(source, node.func.end_lineno or 0, (node.func.end_col_offset or 0) - 1)
            yield Question(place, frozenset({"```python"}))


def strings(source: str) -> Iterator[tuple[str, Place]]:
    """For each keyword whose argument is a text: its name, and the place after the text's first quote."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.keyword(arg=str(name), value=ast.Constant(value=str()) as value):
                yield name, _place(source, value.lineno, value.col_offset + 1)


# --- the two tools


class Jedi:
    """jedi, which completes in IPython, Jupyter, and many editors."""

    def __init__(self) -> None:
        self._project = jedi.Project(str(ROOT), added_sys_path=SOURCES)
        self._environment = jedi.create_environment(sys.executable, safe=False)
        # For completions only: a script remembers what it inferred, but shows the signatures of its first call.
        self._scripts: dict[str, jedi.Script] = {}

    def _script(self, place: Place) -> jedi.Script:
        return jedi.Script(place.source, project=self._project, environment=self._environment)

    def completions(self, place: Place) -> set[str]:
        """Return what is offered at a place."""
        script = self._scripts.get(place.source) or self._script(place)
        self._scripts[place.source] = script
        return {one.name_with_symbols for one in script.complete(place.line + 1, place.column)}

    def parameters(self, place: Place) -> set[str]:
        """Return the parameters that the signature shows within a call."""
        found = self._script(place).get_signatures(place.line + 1, place.column)
        return {one.name for signature in found for one in signature.params}

    def hover(self, place: Place) -> str:
        """Return what is shown about the name at a place."""
        return "\n".join(one.docstring() for one in self._script(place).help(place.line + 1, place.column))


class Pyright:
    """pyright's language server, whose engine is also that of Pylance and of other editors."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._documents: dict[str, str] = {}
        self._requests = 0
        program = Path(sys.executable).parent / "pyright-langserver"
        self._server = subprocess.Popen(
            [program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        settings = {"extraPaths": SOURCES, "useLibraryCodeForTypes": True, "diagnosticMode": "openFilesOnly"}
        self._settings = {
            "python": {"pythonPath": sys.executable},
            "python.analysis": settings,
            "pyright": {"disableLanguageServices": False},
        }
        formats = {"documentationFormat": ["markdown"]}
        capabilities = {
            "workspace": {"configuration": True},
            "textDocument": {
                "hover": {"contentFormat": ["markdown"]},
                "completion": {"completionItem": formats},
                "signatureHelp": {"signatureInformation": formats},
            },
        }
        uri = folder.as_uri()
        self._ask(
            "initialize",
            processId=None,
            rootUri=uri,
            capabilities=capabilities,
            workspaceFolders=[{"uri": uri, "name": "examples"}],
        )
        self._notify("initialized")

    def close(self) -> None:
        """End the server."""
        self._ask("shutdown")
        self._notify("exit")
        self._server.communicate(timeout=30)

    def completions(self, place: Place) -> set[str]:
        """Return what is offered at a place."""
        found = self._at("completion", place)
        return {one["label"] for one in (found["items"] if isinstance(found, dict) else found or [])}

    def parameters(self, place: Place) -> set[str]:
        """Return the parameters that the signature shows within a call."""
        found = self._at("signatureHelp", place) or {"signatures": []}
        labels = [
            signature["label"][slice(*one["label"])] if isinstance(one["label"], list) else one["label"]
            for signature in found["signatures"]
            for one in signature["parameters"]
        ]
        return {re.split(r"\W", label.lstrip("*"), maxsplit=1)[0] for label in labels}

    def hover(self, place: Place) -> str:
        """Return what is shown about the name at a place."""
        found = self._at("hover", place)
        return str(found["contents"]["value"]) if found else ""

    def _at(self, kind: str, place: Place) -> Any:
        uri = self._documents.get(place.source)
        if uri is None:
            uri = self._documents[place.source] = (self._folder / f"p{len(self._documents)}.py").as_uri()
            document = {"uri": uri, "languageId": "python", "version": 1, "text": place.source}
            self._notify("textDocument/didOpen", textDocument=document)
        # The columns of the protocol are UTF-16 units; here every character before a place is one.
        position = {"line": place.line, "character": place.column}
        return self._ask(f"textDocument/{kind}", textDocument={"uri": uri}, position=position)

    def _notify(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def _ask(self, method: str, **params: Any) -> Any:
        self._requests += 1
        self._send({"id": self._requests, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" not in message:
                assert message["id"] == self._requests
                assert "error" not in message, message["error"]
                return message["result"]
            if "id" in message:  # the server asks the editor
                result = None
                if message["method"] == "workspace/configuration":
                    result = [self._settings.get(one.get("section")) for one in message["params"]["items"]]
                self._send({"id": message["id"], "result": result})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._server.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._server.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._server.stdout is not None
        size = 0
        while line := self._server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                size = int(value)
        assert size, "the language server has ended"
        message: dict[str, Any] = json.loads(self._server.stdout.read(size))
        return message
