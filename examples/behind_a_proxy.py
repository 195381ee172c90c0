"""Behind a company's proxy: its address and its certificate authority, for one client alone."""

import os
import ssl

import httpx

from pareta import Pareta

trusted = ssl.create_default_context(cafile=os.environ.get("COMPANY_CA"))  # a PEM file
proxy = os.environ.get("COMPANY_PROXY")  # such as http://user:password@proxy.example:3128

with httpx.Client(proxy=proxy, verify=trusted, timeout=60) as http, Pareta.from_env(http_client=http) as pa:
    print(len(pa.models.list()), "models through", "the proxy" if proxy else "no proxy")
