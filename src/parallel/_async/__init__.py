"""The async source of its `_sync` mirror (codegen/mirror.py)."""
