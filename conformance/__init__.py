"""Cases that a client in any language must pass, and what plays them. docs/conformance.md describes both."""
