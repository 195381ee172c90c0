"""One module for each SDK: its natural calls under the bench's names. What an SDK does not have, it leaves out.

client, async_client        a client for a base URL
get, post, aget, apost      a small call
stream, astream             a stream of events, as the texts that they hold
result, decode              a task's answer: the whole call; from the bytes of a body to the SDK's object
read_list                   a list of models, each read field by field
execute                     create a run and wait for its answer
"""
