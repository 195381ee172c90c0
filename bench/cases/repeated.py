"""Repeat one case, to count its instructions. Run as a script by bench/instructions.py; imports nothing itself.

python repeated.py ADAPTER URL CASE TIMES STATEMENTS
"""

import sys


def main(adapter: str, url: str, case: str, times: int, statements: str) -> None:
    """Run it; print nothing.

    Args:
        adapter: The module of bench/adapters.
        url: The address of the server.
        case: The name of the case.
        times: How often.
        statements: What a case that begins in a new process consists of. The other cases have none.
    """
    if not statements:
        from bench.cases import counted

        counted.repeat(adapter, url, case, times)
    elif times:
        exec(statements, {})  # noqa: S102


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5])
