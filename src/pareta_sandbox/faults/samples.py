"""One fault of each kind, by name: for tests that try everything that can go wrong. Data only.

`Fault.for_streams` says which of them strike nothing but a stream of events. Whether one struck is read off
`Sandbox.faults_applied`: a body can be too short for its place.
"""

from __future__ import annotations

from collections.abc import Mapping

from .fault import EVER, Fault

SAMPLES: Mapping[str, Fault] = {
    # A status in place of the answer; nothing was accepted.
    "408": Fault(status=408),
    "409": Fault(status=409),
    "429 with Retry-After": Fault(status=429, retry_after=1),
    "500": Fault(status=500),
    "502 of a proxy": Fault(status=502, garbage="html"),
    "503 with a date": Fault(status=503, retry_after_date=1),
    "503 with nonsense for Retry-After": Fault(status=503, retry_after="soon"),
    "503 by a wrong clock": Fault(status=503, retry_after_date=1, clock=-3600.0),
    "redirect": Fault(status=307, headers={"location": "http://127.0.0.1:9/elsewhere"}),
    # The work was accepted and billed, and its answer is lost.
    "500 after accept": Fault(accepted=True, status=500),
    "502 after accept": Fault(accepted=True, status=502, garbage="html"),
    "504 after accept": Fault(accepted=True, status=504, garbage="html"),
    "reset after accept": Fault(accepted=True, lost="reset"),
    "close after accept": Fault(accepted=True, lost="close"),
    # The line.
    "reset before the request is read": Fault(lost="reset"),
    "close without an answer": Fault(lost="close"),
    "reset after the head": Fault(after_bytes=0, lost="reset"),
    "cut in the body": Fault(after_bytes=-5, lost="close"),
    "reset in the body": Fault(after_bytes=5, lost="reset"),
    "body ends too early": Fault(after_bytes=-5, lost="end"),
    # Answers that are none. Each once without the work done, and once with it.
    "random bytes": Fault(garbage="bytes"),
    "wrong JSON": Fault(garbage="json"),
    "login page": Fault(garbage="html"),
    "empty body": Fault(garbage="empty"),
    "random bytes after accept": Fault(accepted=True, garbage="bytes"),
    "wrong JSON after accept": Fault(accepted=True, garbage="json"),
    "login page after accept": Fault(accepted=True, garbage="html"),
    "empty body after accept": Fault(accepted=True, garbage="empty"),
    "wrong content type": Fault(content_type="text/plain"),
    # Good answers that come oddly: whoever reads them well notices nothing.
    "byte by byte": Fault(split=1),
    "cut at odd places": Fault(split=(1, 2, 7, 19, 50)),
    "slow drip": Fault(drip=5_000.0),
    "stall before the head": Fault(stall=5.0),
    "stall before the body": Fault(after_bytes=0, stall=5.0),
    "clock ahead": Fault(clock=86_400.0),
    "clock behind": Fault(clock=-86_400.0),
    # Silence without end. Only where something else would have answered is the work not done.
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
