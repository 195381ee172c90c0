"""Make each call a span of OpenTelemetry, as a child of the program's own."""

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from pareta import Pareta

spans = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(spans))

with provider.get_tracer("program").start_as_current_span("answer"), Pareta.from_env(tracing=provider) as pa:
    models = pa.models.list()
    pa.chat.completions.create(model=models[0].id, messages=[{"role": "user", "content": "Hello."}])

for span in spans.get_finished_spans():
    print(span.name.split()[0], [event.name for event in span.events])
    if span.name.startswith("chat"):
        print((span.attributes or {})["gen_ai.usage.output_tokens"], "tokens")
