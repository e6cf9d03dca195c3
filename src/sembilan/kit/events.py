"""News of a room, told in the transaction of the service that made it. Subscribers live upstairs and must be idempotent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

E = TypeVar("E")
_unheard: ContextVar[bool] = ContextVar("unheard", default=False)
_subscribers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(kind: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Decorate a function in a room's subscribers.py; called in the order of registration."""

    def register(function: Callable[[E], None]) -> Callable[[E], None]:
        _subscribers[kind].append(function)
        return function

    return register


def publish(event: object) -> None:
    if _unheard.get():
        return
    for function in _subscribers[type(event)]:
        function(event)


@contextmanager
def unheard() -> Iterator[None]:
    """For what is tried and taken back in the same transaction: nobody is told of it."""
    before = _unheard.set(True)
    try:
        yield
    finally:
        _unheard.reset(before)
