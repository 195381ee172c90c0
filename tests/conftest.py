"""What every test of the tree shares; fixtures of one folder live in that folder."""

from __future__ import annotations

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """Tests marked `pytest.mark.anyio` run on asyncio; one that wants trio as well parametrizes this."""
    return "asyncio"
