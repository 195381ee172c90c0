# Mirrored from src/pareta/_async/evals.py by codegen/mirror.py; do not edit.
"""`evals`: score models on your own data. Sets hold the rows, runs score candidates on them. Billed."""

from __future__ import annotations

from collections.abc import Mapping

from pareta._sync.eval_runs import EvalRuns
from pareta._sync.eval_sets import EvalSets
from pareta.decoding import list_in
from pareta.types import Array, FrontierModel
from pareta_core import arguments
from pareta_core._sync.transport import Transport
from pareta_core.annotations import httpx
from pareta_core.config import request_options
from pareta_core.redaction import masked_headers
from pareta_wire import list_frontier_models


class Evals:
    """`evals`: `sets`, `runs`, and the list of frontier models.

    Example:
        ```python
        run = pa.evals.runs.create(
            task="contract-key-fields", items=rows, models=["qwen-vl-2"], frontier="benchmarked", wait=True
        )
        print(run.results, run.cost)
        ```
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.sets: EvalSets = EvalSets(transport)
        self.runs: EvalRuns = EvalRuns(transport, self.sets)

    def frontier_models(
        self,
        task: str | None = None,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> Array[FrontierModel]:
        """List the vendors' models that can be candidates.

        Args:
            task: The id of a catalog task. With it, `benchmarked` says which models have a benchmark for the task.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The models.

        Raises:
            ParetaError: The request failed.

        Example:
            ```python
            for model in pa.evals.frontier_models("contract-key-fields"):
                print(model.id, model.vendor, model.benchmarked)
            ```

        API: GET /v1/eval/frontier-models
        """
        extra_headers = masked_headers(extra_headers)
        request = list_frontier_models(task=arguments.optional_string("task", task))
        decode = list_in("FrontierModelList", "frontier_models", FrontierModel.from_dict)
        return self._transport.send(
            request,
            request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query),
            decode=decode,
        )
