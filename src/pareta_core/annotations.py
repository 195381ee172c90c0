"""Modules for annotations: tools resolve the annotations at run time, and nothing else imports the modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pareta_core.lazy import LazyModule

if TYPE_CHECKING:
    import httpx as httpx
else:
    httpx = LazyModule("httpx")
