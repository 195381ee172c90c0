"""Faults on demand: what goes wrong on purpose between the service and its caller. Names only; the modules do it.

fault.py says what a fault is, forms.py writes it as text and JSON, book.py knows on which request it falls, made.py
and places.py decide what is said and where it breaks, strike.py and line.py do it.
"""

from __future__ import annotations

from .fault import EVER, AppliedFault, Fault, FaultRule

__all__ = ["EVER", "AppliedFault", "Fault", "FaultRule"]
