"""Modules for annotations: tools resolve the annotations at run time, and nothing else imports the modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pareta_core.lazy import LazyModule

if TYPE_CHECKING:
    import decimal as decimal

    import httpx as httpx
    import pandas as pandas  # type: ignore[import-untyped]  # noqa: ICN001  # it has none of its own
    import polars as polars  # noqa: ICN001  # annotations name it so

    from pareta_core import observation as observation
else:
    decimal = LazyModule("decimal")
    httpx = LazyModule("httpx")
    pandas = LazyModule("pandas")
    polars = LazyModule("polars")
    observation = LazyModule("pareta_core.observation")
