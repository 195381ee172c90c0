"""Loads a spec and refuses a faulty one.

First its form, then names that lead nowhere, then rules, then names that are taken. Only the first of these that finds
something reports, because what comes later follows from it.
"""

from __future__ import annotations

from pathlib import Path

from codegen.fact_rules import broken_facts
from codegen.names import taken_names
from codegen.port_names import taken_port_names
from codegen.problems import SpecError
from codegen.references import missing_names, missing_references
from codegen.rules import broken_rules
from codegen.spec import Spec


def load(path: Path) -> Spec:
    """Return the spec.

    Args:
        path: The file.

    Raises:
        SpecError: Something is wrong with it. The error has each problem with its place.
    """
    spec = Spec.load(path)
    for find in (
        missing_references,
        missing_names,
        broken_rules,
        broken_facts,
        taken_names,
        taken_port_names,
    ):
        problems = list(dict.fromkeys(find(spec)))
        if problems:
            raise SpecError(*problems)
    return spec
