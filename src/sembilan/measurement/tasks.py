"""Scoring in the background: session by session, so that the page can say how far it is."""

from __future__ import annotations

import uuid
from contextlib import AbstractContextManager
from dataclasses import dataclass

from procrastinate.contrib.django import app

from sembilan.accounts.models import User
from sembilan.kit import clock, scope
from sembilan.kit.errors import RuleBroken
from sembilan.measurement import selectors, services
from sembilan.measurement.models import ScoringRequest
from sembilan.measurement.rules.judging import Sitting
from sembilan.measurement.rules.table import Table
from sembilan.tenancy.rules import SYSTEM, Actor
from sembilan.tenancy.selectors import actor_for

State = ScoringRequest.State


@app.task(name="measurement.score_sessions", queue="default")
def score_sessions(request_id: int, user_id: int | None, scope_paths: list[str]) -> None:
    """Work a ScoringRequest off with the scope and the actor that it carries.

    A broken rule ends it with the sentence that says why; anything else ends it as failed, and goes on to the worker's log.
    """
    carry = Carry(scope_paths, user_id)
    with carry.open():
        services.note_progress(request_id, state=State.WORKING)
    try:
        _work(request_id, carry)
    except RuleBroken as problem:
        with carry.open():
            services.note_progress(request_id, state=State.FAILED, problem=str(problem)[:400])
    finally:
        with carry.open():
            services.note_broken_off(request_id)


@dataclass(frozen=True)
class Carry:
    """What the job carries from whoever asked for it."""

    scope_paths: list[str]
    user_id: int | None

    def open(self) -> AbstractContextManager[None]:
        return scope.carried(scope=self.scope_paths, user=self.user_id or "")

    def actor(self) -> Actor:
        return SYSTEM if self.user_id is None else actor_for(User.objects.get(pk=self.user_id))


def _work(request_id: int, carry: Carry) -> None:
    with carry.open():
        wanted = ScoringRequest.objects.get(pk=request_id)
        sessions = services.closed([uuid.UUID(one) for one in wanted.sessions], wanted.path)
    tables: dict[str, Table] = {}
    evidence: list[Sitting] = []
    for number, session in enumerate(sessions, start=1):
        with carry.open():
            evidence += selectors.sittings(session, tables)
            services.note_progress(request_id, read=number)
    with carry.open():
        run = services.score_evidence(
            wanted.title, wanted.period, sessions, evidence, tables, wanted.path, actor=carry.actor(), at=clock.now()
        )
        services.note_progress(request_id, state=State.DONE, run=run)
