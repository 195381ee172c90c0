"""The command line, `pareta`. It needs the extra `cli`; `pareta_cli.skills.text` does not."""
