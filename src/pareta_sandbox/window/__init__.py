"""The sandbox's page for people: what arrives, what it costs, and the state it leaves behind."""
