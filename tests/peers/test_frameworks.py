"""litellm, langchain-openai and pydantic-ai against the sandbox, as they are used with any OpenAI-compatible server."""

from __future__ import annotations

import os

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # litellm would fetch a list of prices

import litellm
import pytest
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, Field
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

# litellm's models make pydantic warn.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")

KEY = "pareta_sk_test_frameworks"
HELLO = [{"role": "user", "content": "Say hello."}]


class Contract(BaseModel):
    parties: list[str] = Field(min_length=1)
    governing_law: str


# --- litellm


@pytest.fixture
def settings(url: str, endpoint: str) -> dict[str, object]:
    return {
        "model": f"openai/{endpoint}",
        "api_base": f"{url}/v1",
        "api_key": KEY,
        "messages": HELLO,
        "max_retries": 0,
    }


def test_litellm_completes_a_chat(settings) -> None:
    completion = litellm.completion(**settings, temperature=0.2, max_tokens=50)
    assert completion.choices[0].message.content
    assert completion.usage.total_tokens > 0


@pytest.mark.anyio
async def test_litellm_completes_a_chat_in_async_code(settings) -> None:
    completion = await litellm.acompletion(**settings)
    assert completion.choices[0].message.content


def test_litellm_streams(settings) -> None:
    chunks = list(litellm.completion(**settings, stream=True, stream_options={"include_usage": True}))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def test_litellm_gives_as_many_choices_as_were_asked_for(settings) -> None:
    assert len(litellm.completion(**settings, n=2).choices) == 2


def test_litellm_calls_tools(settings) -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    function = {"name": "get_weather", "description": "The weather in a city.", "parameters": schema}
    completion = litellm.completion(
        **settings,
        tools=[{"type": "function", "function": function}],
        tool_choice={"type": "function", "function": {"name": "get_weather"}},
    )
    assert completion.choices[0].message.tool_calls[0].function.name == "get_weather"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"api_key": "wrong"}, litellm.AuthenticationError),
        ({"model": "openai/ep_of_nobody"}, litellm.NotFoundError),
        ({"temperature": 9.0}, litellm.BadRequestError),
    ],
    ids=["key", "model", "temperature"],
)
def test_litellm_knows_the_errors(settings, change, error) -> None:
    with pytest.raises(error):
        litellm.completion(**{**settings, **change})


# --- langchain-openai


@pytest.fixture
def chat(url: str, endpoint: str) -> ChatOpenAI:
    return ChatOpenAI(model=endpoint, base_url=f"{url}/v1", api_key=KEY, max_retries=0)


def test_langchain_invokes_a_model(chat) -> None:
    message = chat.invoke("Say hello.")
    assert message.content
    assert message.usage_metadata["total_tokens"] > 0


@pytest.mark.anyio
async def test_langchain_invokes_a_model_in_async_code(chat) -> None:
    assert (await chat.ainvoke([("system", "Be brief."), ("human", "Say hello.")])).content


def test_langchain_streams(chat) -> None:
    assert "".join(chunk.content for chunk in chat.stream("Say hello."))


@pytest.mark.parametrize("method", ["json_schema", "function_calling"])
def test_langchain_returns_an_instance(chat, method) -> None:
    found = chat.with_structured_output(Contract, method=method).invoke("Who signed the contract?")
    assert isinstance(found, Contract)


def test_langchain_calls_tools(chat) -> None:
    @tool
    def get_weather(city: str) -> str:
        """Return the weather in a city."""
        return "sunny"

    message = chat.bind_tools([get_weather], tool_choice="get_weather").invoke("How is the weather?")
    assert [call["name"] for call in message.tool_calls] == ["get_weather"]


# --- pydantic-ai


@pytest.fixture
def model(url: str, endpoint: str) -> OpenAIChatModel:
    return OpenAIChatModel(endpoint, provider=OpenAIProvider(base_url=f"{url}/v1", api_key=KEY))


def test_pydantic_ai_runs_an_agent(model) -> None:
    assert Agent(model, system_prompt="Be brief.").run_sync("Say hello.").output


def test_pydantic_ai_returns_an_instance(model) -> None:
    found = Agent(model, output_type=Contract).run_sync("Who signed the contract?").output
    assert isinstance(found, Contract)


@pytest.mark.anyio
async def test_pydantic_ai_streams(model) -> None:
    async with Agent(model).run_stream("Say hello.") as response:
        assert "".join([text async for text in response.stream_text(delta=True)])
