"""One module for each SDK: its natural calls under the benchmark's names. What an SDK cannot do is left out.

Each call reads every documented field of what it returns (bench/fields.py), and each stream those of every event.

client, async_client        a client for a base URL
get, post, aget, apost      a small call
models, leaderboard, eval_run, result       a call whose response may be large
stream, astream             a stream of events; yields the text of each
deploy, adeploy             a stream of named events
execute                     create a run and wait for its result
big                         the call whose response is held in memory
"""
