"""The generator and other development tools. Nothing here is installed with the package."""
