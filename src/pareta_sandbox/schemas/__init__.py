"""Tools for the JSON schemas that callers send: validate values against them and generate values that fit.

- `validation`: check a schema, and a value against a schema.
- `instances`: generate a value that fits a schema.

The other modules serve these two. None of them performs I/O, and no schema is ever fetched.
"""
