"""The base of every broken rule: a code for machines, a message id for people, its parameters. Faces translate."""

from __future__ import annotations

from typing import ClassVar


class RuleBroken(Exception):
    """Raised by services and rules. Subclasses set `code` and `message` (an Indonesian message id with %(name)s places)."""

    code: ClassVar[str]
    message: ClassVar[str]

    def __init__(self, **parameters: object) -> None:
        self.parameters = parameters
        super().__init__(self.message % parameters if parameters else self.message)


class Reasons(tuple[RuleBroken, ...]):
    """Several broken rules as one parameter of another: a face translates each of them; as text they stand in Indonesian."""

    def __str__(self) -> str:
        return "; ".join(str(one) for one in self)
