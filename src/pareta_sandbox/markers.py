"""The markers in ordinary text that make the services fail, or take longer."""

FAIL = "[sandbox:fail]"
SLOW = "[sandbox:slow]"
