"""Bulk jobs over tables of Ray and Dask: the driver runs the job, and each row is paid for once."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
import ray

from pareta_sandbox import Sandbox

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:ray"),  # (Ray warns of its own settings.)
]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setenv("PARALLEL_API_KEY", "test_examples")
    with Sandbox(speed=1000) as running:
        monkeypatch.setenv("PARALLEL_BASE_URL", running.url)
        yield running


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()


def run_twice(name: str, folder: Path, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run an example, and again as a program that is started again; return how many rows were paid for."""
    monkeypatch.setattr("tempfile.mkdtemp", lambda: str(folder))
    for _ in range(2):
        runpy.run_path(str(ROOT / "examples" / name))
    return sum(entry.units for entry in box.ledger.entries)


@pytest.mark.usefixtures("engine")
def test_the_example_for_ray_pays_once_for_each_row(
    tmp_path: Path, box: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_twice("bulk_ray.py", tmp_path, box, monkeypatch) == 1000
    assert capsys.readouterr().out.count("1000 rows\n") == 2


def test_the_example_for_dask_pays_once_for_each_row(
    tmp_path: Path, box: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_twice("bulk_dask.py", tmp_path, box, monkeypatch) == 1000
    assert capsys.readouterr().out.count("1000 rows\n") == 2
