"""One fault of each kind by name, for tests that try everything that can go wrong.

`Fault.for_streams` says which of them apply to event streams only. `Sandbox.faults_applied` shows whether one was
applied: a body can end before the fault's position.
"""

from __future__ import annotations

from collections.abc import Mapping

from .fault import EVER, Fault

EXAMPLES: Mapping[str, Fault] = {
    # A status instead of the response; nothing was accepted.
    "408": Fault(status=408),
    "409": Fault(status=409),
    "429 with Retry-After": Fault(status=429, retry_after=1),
    "500": Fault(status=500),
    "502 of a proxy": Fault(status=502, garbage="html"),
    "503 with a date": Fault(status=503, retry_after_date=1),
    "503 with nonsense for Retry-After": Fault(status=503, retry_after="soon"),
    "503 by a wrong clock": Fault(status=503, retry_after_date=1, clock=-3600.0),
    "redirect": Fault(status=307, headers={"location": "http://127.0.0.1:9/elsewhere"}),
    # The request was accepted and billed, and its response is lost.
    "500 after accept": Fault(accepted=True, status=500),
    "502 after accept": Fault(accepted=True, status=502, garbage="html"),
    "504 after accept": Fault(accepted=True, status=504, garbage="html"),
    "reset after accept": Fault(accepted=True, lost="reset"),
    "close after accept": Fault(accepted=True, lost="close"),
    # The connection.
    "reset before the request is read": Fault(lost="reset"),
    "close without a response": Fault(lost="close"),
    "reset after the head": Fault(after_bytes=0, lost="reset"),
    "cut in the body": Fault(after_bytes=-5, lost="close"),
    "reset in the body": Fault(after_bytes=5, lost="reset"),
    "body ends too early": Fault(after_bytes=-5, lost="end"),
    # Useless bodies: first without the work done, then with it.
    "random bytes": Fault(garbage="bytes"),
    "wrong JSON": Fault(garbage="json"),
    "login page": Fault(garbage="html"),
    "empty body": Fault(garbage="empty"),
    "random bytes after accept": Fault(accepted=True, garbage="bytes"),
    "wrong JSON after accept": Fault(accepted=True, garbage="json"),
    "login page after accept": Fault(accepted=True, garbage="html"),
    "empty body after accept": Fault(accepted=True, garbage="empty"),
    "wrong content type": Fault(content_type="text/plain"),
    # Valid responses, sent in an unusual way. A correct client notices nothing.
    "byte by byte": Fault(split=1),
    "split at odd positions": Fault(split=(1, 2, 7, 19, 50)),
    "slow drip": Fault(drip=5_000.0),
    "stall before the head": Fault(stall=5.0),
    "stall before the body": Fault(after_bytes=0, stall=5.0),
    "clock ahead": Fault(clock=86_400.0),
    "clock behind": Fault(clock=-86_400.0),
    # Endless stalls. The work is not done only where something else would have responded.
    "silence, nothing accepted": Fault(status=504, stall=EVER),
    "silence after accept": Fault(accepted=True, stall=EVER),
    "silence before the body": Fault(after_bytes=0, stall=EVER),
    # Streams.
    "stream reset": Fault(after_events=2, lost="reset"),
    "stream cut": Fault(after_events=2, lost="close"),
    "stream cut in an event": Fault(after_events=1, after_bytes=11, lost="close"),
    "stream ends too early": Fault(after_events=1, lost="end"),
    "stream without its end": Fault(after_events=-1, lost="end"),
    "stream reset before its end": Fault(after_events=-1, lost="reset"),
    "error in the stream": Fault(after_events=1, inject="error"),
    "malformed event": Fault(after_events=1, inject="malformed"),
    "stream stalls": Fault(after_events=1, stall=5.0),
    "stream stalls with pings": Fault(after_events=1, stall=60.0, pings=15.0),
    "stream falls silent": Fault(after_events=1, stall=EVER),
    "only pings": Fault(after_events=1, stall=EVER, pings=15.0),
}
