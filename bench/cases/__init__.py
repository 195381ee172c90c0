"""What is measured, each case a function of an adapter and the server's URL that gives numbers by name.

Cases run in a peer's environment, which holds the peer and nothing else: standard library only.
"""
