"""`pareta`, the command line for both APIs. It uses what the packages `pareta` and `parallel` offer to any program.

It needs the extra `cli` (`pip install "pareta-sdk[cli]"`). `python -m pareta_cli` runs it as well.
"""
