"""`pareta models`: the models that can be called."""

from __future__ import annotations

from pareta_cli.command_app import new_command_app
from pareta_cli.session import SessionArgument

app = new_command_app(name="models")


@app.default
def list_models(*, session: SessionArgument) -> None:
    """List the models that can be called with `pareta chat --model`."""
    models = list(session.pareta().models.list())
    session.output.result(
        models,
        lambda: session.output.table(("MODEL", "OWNER"), [(model.id, model.owned_by) for model in models]),
    )
