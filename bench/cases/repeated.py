"""Repeat one case, to count its instructions. Run as a script by bench/instructions.py; imports nothing itself.

python repeated.py ADAPTER URL CASE TIMES IMPORTS
"""

import sys


def main(adapter: str, url: str, case: str, times: int, imports: str) -> None:
    """Run it; print nothing."""
    if case != "import":
        from bench.cases import counted

        counted.repeat(adapter, url, case, times)
    elif times:
        exec(imports, {})  # noqa: S102


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5])
