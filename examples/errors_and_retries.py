"""The errors, and what each of them contains."""

import pareta
from parallel import Parallel, TaskRunFailedError, WaitTimeoutError
from pareta import Pareta, ParetaError

# Invalid settings raise when the client is created.
try:
    Pareta(api_key="")
except ParetaError as error:
    print(error)

with Pareta.from_env(max_retries=5) as pa:
    # An invalid argument raises ValueError or TypeError before anything is sent.
    try:
        pa.chat.completions.create(model="", messages=[{"role": "user", "content": "ping"}])
    except ValueError as error:
        print("nothing was sent:", error)

    # Each error status has a class.
    try:
        pa.endpoints.retrieve("ep_nowhere")
    except pareta.NotFoundError as error:
        print(error.status_code, error.detail, error.request_id is not None)
    except pareta.APIStatusError as error:
        print("any other status", error.status_code)
    except pareta.APIConnectionError as error:
        print("no response:", error)

with Parallel() as client:
    # A failed run says why. The sandbox makes this one fail.
    try:
        client.task_run.execute(input="[sandbox:fail]", processor="base")
    except TaskRunFailedError as error:
        print(error.status, error.ref_id is not None, error.run_id is not None)

    # A wait that times out says what to continue with. The sandbox makes this run slow.
    try:
        client.task_run.execute(input="[sandbox:slow]", processor="base", timeout=0.5)
    except WaitTimeoutError as error:
        print("still running:", error.id is not None)
