"""An MCP server (Model Context Protocol) with both APIs as tools: `pareta-mcp`, or `python -m pareta_mcp`.

It needs the extra `mcp`. Keys come from the environment, as for the clients: `PARETA_API_KEY`, `PARALLEL_API_KEY`. With
`--sandbox` it needs none, and nothing is billed.

    tools.py        what a tool is, and the list of them
    operations.py   the arguments of operations, as the spec has them
    discovery, chat, endpoints, evals, runs, groups, earlier_calls.py    the tools
    calls.py        one call of a tool: clients, progress, and what it started
    responses.py      results → what the agent reads: bounded, cleaned, with ids and costs
    failures.py     errors → the same
    server.py       the server that lists and calls the tools
"""
