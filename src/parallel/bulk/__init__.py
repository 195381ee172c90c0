"""Bulk jobs: a table of rows that can be killed, resumed, and is paid for once.

`client.bulk` opens a job. Here are its pure parts and its journal; the steps that send are in `parallel._async`.
"""
