"""A client's `wire` sends requests that the facade has no method for, over the same connections."""

from pareta import Pareta
from pareta_wire import get_leaderboard

request = get_leaderboard("contract-key-fields")
print(request.operation.method, request.path)

with Pareta.from_env() as pa:
    board = pa.wire.send(request)
    print(board.recommended, board.response.request_id is not None if board.response else None)
