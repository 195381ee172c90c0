"""The limit on connects that are under way at once: who gets a slot, who an idle connection, and in which order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from pareta_core.connect_limiter import ConnectLimiter, ConnectSlot

SLOTS = 16
Limiter = ConnectLimiter[str]


def test_so_many_may_connect_at_once_and_the_next_one_waits_for_a_slot() -> None:
    async def program() -> None:
        limiter = Limiter()
        slots = [await limiter.acquire(None) for _ in range(SLOTS)]
        assert all(isinstance(slot, ConnectSlot) for slot in slots)
        waiting = asyncio.ensure_future(limiter.acquire(None))
        await asyncio.sleep(0)
        assert limiter.has_waiters
        assert isinstance(slots[0], ConnectSlot)
        slots[0].release()
        slots[0].release()  # which counts once
        assert isinstance(await waiting, ConnectSlot)
        assert not limiter.has_waiters

    asyncio.run(program())


async def full(limiter: Limiter) -> list[ConnectSlot]:
    slots = [await limiter.acquire(None) for _ in range(SLOTS)]
    return [slot for slot in slots if isinstance(slot, ConnectSlot)]


async def waiters(limiter: Limiter, count: int) -> list[asyncio.Task[ConnectSlot | str | None]]:
    found = [asyncio.ensure_future(limiter.acquire(None)) for _ in range(count)]
    await asyncio.sleep(0)
    return found


def no_put_back(connection: str) -> None:
    raise AssertionError(connection)


def test_an_idle_connection_goes_to_the_caller_that_has_waited_longest() -> None:
    async def program() -> None:
        limiter = Limiter()
        assert not limiter.offer("nobody waits", no_put_back)
        await full(limiter)
        first, second = await waiters(limiter, 2)
        assert limiter.offer("one", no_put_back)
        assert limiter.offer("two", no_put_back)
        assert await asyncio.gather(first, second) == ["one", "two"]

    asyncio.run(program())


def test_who_comes_late_waits_behind_those_that_wait_though_a_slot_is_free() -> None:
    async def program() -> None:
        limiter = Limiter()
        slots = await full(limiter)
        first, second = await waiters(limiter, 2)
        slots[0].release()
        assert isinstance(await first, ConnectSlot)
        assert not second.done()
        second.cancel()

    asyncio.run(program())


async def offered(limiter: Limiter, slots: list[ConnectSlot], put_back: Callable[[str], None]) -> None:
    limiter.offer("idle", put_back)


async def released(limiter: Limiter, slots: list[ConnectSlot], put_back: Callable[[str], None]) -> None:
    slots[0].release()


@pytest.mark.parametrize("give", [offered, released])
def test_what_a_cancelled_caller_got_goes_to_the_next(
    give: Callable[[Limiter, list[ConnectSlot], Callable[[str], None]], Awaitable[None]],
) -> None:
    async def program() -> None:
        limiter, put_back = Limiter(), list[str]()
        slots = await full(limiter)
        (first,) = await waiters(limiter, 1)
        await give(limiter, slots, put_back.append)
        first.cancel()  # after it was given something, before it could run
        with pytest.raises(asyncio.CancelledError):
            await first
        assert put_back == (["idle"] if give is offered else [])
        if give is released:
            assert isinstance(await limiter.acquire(0.1), ConnectSlot)

    asyncio.run(program())


def test_a_caller_that_is_cancelled_while_it_waits_is_forgotten() -> None:
    async def program() -> None:
        limiter = Limiter()
        await full(limiter)
        (first,) = await waiters(limiter, 1)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert not limiter.has_waiters

    asyncio.run(program())


def test_waiting_ends_with_a_timeout() -> None:
    async def program() -> None:
        limiter = Limiter()
        await full(limiter)
        with pytest.raises(TimeoutError):
            await limiter.acquire(0.001)
        assert not limiter.has_waiters

    asyncio.run(program())


def test_closing_wakes_everyone_with_nothing() -> None:
    async def program() -> None:
        limiter = Limiter()
        await full(limiter)
        waiting = await waiters(limiter, 3)
        limiter.close()
        assert await asyncio.gather(*waiting) == [None] * 3

    asyncio.run(program())
