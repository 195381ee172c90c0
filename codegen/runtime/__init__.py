"""Modules that do not depend on the spec. `codegen.generate` copies them into the generated package."""
