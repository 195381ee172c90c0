"""What goes wrong, and what each error tells you."""

import pareta
from parallel import Parallel, TaskRunFailedError, WaitTimeoutError
from pareta import Pareta, ParetaError

# A client that cannot work is refused when it is built.
try:
    Pareta(api_key="")
except ParetaError as error:
    print(error)

with Pareta.from_env(max_retries=5) as pa:
    # A mistake in a call is a ValueError or a TypeError, before anything is sent.
    try:
        pa.chat.completions.create(model="", messages=[{"role": "user", "content": "ping"}])
    except ValueError as error:
        print("nothing was sent:", error)

    # An answer that is no success has a class for each status.
    try:
        pa.endpoints.retrieve("ep_nowhere")
    except pareta.NotFoundError as error:
        print(error.status_code, error.detail, error.request_id is not None)
    except pareta.APIStatusError as error:
        print("any other status", error.status_code)
    except pareta.APIConnectionError as error:
        print("no answer came:", error)

with Parallel() as client:
    # A run that ends without an answer says why. The sandbox lets this one fail.
    try:
        client.task_run.execute(input="[sandbox:fail]", processor="base")
    except TaskRunFailedError as error:
        print(error.status, error.ref_id is not None, error.run_id is not None)

    # A wait that is over says what to go on waiting for. The sandbox takes long over this one.
    try:
        client.task_run.execute(input="[sandbox:slow]", processor="base", timeout=0.5)
    except WaitTimeoutError as error:
        print("still running:", error.id is not None)
