"""Bring your own httpx client: proxies, certificates, pools. It keeps its own timeout, and you close it."""

import httpx

from pareta import Pareta

limits = httpx.Limits(max_connections=50, max_keepalive_connections=10)

with httpx.Client(limits=limits, timeout=httpx.Timeout(120.0, connect=10.0)) as http:
    with Pareta.from_env(http_client=http) as pa:
        print(len(pa.models.list()), "models")
    print("still open:", not http.is_closed)
print("closed:", http.is_closed)
