"""What is measured. Each case is a function of an adapter and the server's URL, and returns numbers by name.

Cases run in a peer's environment, which has the peer and nothing else: standard library only.
"""
