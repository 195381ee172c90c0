"""Record what passes between a client and a service, report where it departs from openapi.yaml, and replay it offline.

- `proxy`: a server between any client and a service. `upstream` is its half of HTTP towards the service.
- `exchange_check`, `schema_check`, `stream_check`: pure comparisons of an exchange with the spec; `report` collects
  what they find, and `placeholders` replaces personal values in its examples.
- `cassette`: the files of a recording; `redaction` removes keys from them, `content_codings` makes bodies readable.
- `replay`: a server that responds from a cassette; `matching` finds the recorded exchange of a request.
"""
