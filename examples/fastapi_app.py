"""A FastAPI app: one client for the whole app, a chat that streams, and research that returns a run's id."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse

import pareta_core
from parallel import AsyncParallel
from pareta import AsyncPareta


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    # The clients hold the connections, so create them once, not for each request.
    async with AsyncPareta.from_env() as app.state.pareta, AsyncParallel.from_env() as app.state.parallel:
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/chat")
async def chat(request: Request, model: str, prompt: str) -> StreamingResponse:
    chunks = await request.app.state.pareta.chat.completions.create(
        model=model, messages=[{"role": "user", "content": prompt}], stream=True
    )

    async def tokens() -> AsyncIterator[str]:
        async with chunks:  # a client that leaves early returns the connection
            async for chunk in chunks:
                if chunk.choices:
                    yield chunk.choices[0].delta.content or ""

    return StreamingResponse(tokens(), media_type="text/plain")


@app.post("/research")
async def research(request: Request, company: str) -> dict[str, str]:
    run = await request.app.state.parallel.task_run.create(input=company, processor="base")
    return {"run_id": run.run_id}  # research takes minutes: return at once, and let the client ask again


@app.get("/research/{run_id}", response_model=None)
async def found(request: Request, run_id: str) -> object:
    run = await request.app.state.parallel.task_run.retrieve(run_id)
    if run.is_active:
        return JSONResponse({"status": run.status}, status_code=202)
    result = await request.app.state.parallel.task_run.result(run_id)
    return result.output.content


@app.exception_handler(pareta_core.APIStatusError)
async def service_error(_request: Request, error: pareta_core.APIStatusError) -> JSONResponse:
    status = 404 if isinstance(error, pareta_core.NotFoundError) else 502
    return JSONResponse({"detail": "the service refused", "request_id": error.request_id}, status_code=status)


if __name__ == "__main__":  # `fastapi dev fastapi_app.py` serves it; this tries it in place
    from fastapi.testclient import TestClient

    with TestClient(app) as http:
        print(http.get("/chat", params={"model": "ep_a1b2c3", "prompt": "Say hello."}).text)
        print(http.get("/chat", params={"model": "ep_nowhere", "prompt": "Say hello."}).status_code)
        run_id = http.post("/research", params={"company": "United Nations"}).json()["run_id"]
        while (response := http.get(f"/research/{run_id}")).status_code == 202:
            print(response.json()["status"])
        print(response.status_code)
