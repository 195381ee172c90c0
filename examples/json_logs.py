"""One JSON line for each call and each retry, for a log collector."""

import json
import logging
import sys

from pareta import Pareta

FIELDS = ("operation", "http_status", "duration", "attempts", "request_id", "error_type", "pause")


class JsonLines(logging.Formatter):
    """Each record as one JSON object; the SDK's fields are attributes of the record."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {"level": record.levelname, "message": record.getMessage()}
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        return json.dumps(line)


handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(JsonLines())
for name in ("pareta", "parallel"):
    logger = logging.getLogger(name)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)

with Pareta.from_env() as pa:
    pa.models.list()
