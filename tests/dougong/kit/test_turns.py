"""Who wants the same thing waits in line."""

import asyncio

from dougong.kit.turns import Turns


def test_two_at_a_time_in_the_order_of_their_coming_and_others_are_not_kept_waiting() -> None:
    turns, begun, most = Turns(2), list[int](), 0

    async def work(number: int, key: str, ready: asyncio.Event) -> None:
        nonlocal most
        async with turns.of(key):
            begun.append(number)
            most = max(most, sum(1 for each in begun if each < 100))
            await ready.wait()

    async def day() -> None:
        closed, open_ = asyncio.Event(), asyncio.Event()
        open_.set()
        waiting = [asyncio.create_task(work(number, "lead", closed)) for number in range(5)]
        await asyncio.sleep(0)
        await work(100, "ticket", open_)
        assert begun == [0, 1, 100]
        waiting[2].cancel()  # whoever asked has gone away
        closed.set()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert begun == [0, 1, 100, 3, 4]

    asyncio.run(day())
    assert not turns._lines and not turns._there
