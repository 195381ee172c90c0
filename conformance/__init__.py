"""Cases that clients in any language must pass, and the runner that plays them. docs/conformance.md describes both."""
