// The functions of the caller's own that a call runs.

const fromCallbacks = new WeakSet<object>();

/** Call a callback. What it throws leaves the call, also if it is an error that the call itself would survive. */
export async function notify<T>(callback: ((value: T) => unknown) | undefined, value: T): Promise<void> {
  try {
    await callback?.(value);
  } catch (error) {
    if (error instanceof Error) fromCallbacks.add(error);
    throw error;
  }
}

/** Return whether a callback has thrown an error. */
export function isFromCallback(error: unknown): boolean {
  return error instanceof Error && fromCallbacks.has(error);
}
