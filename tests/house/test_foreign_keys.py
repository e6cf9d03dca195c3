"""What imports cannot show: a foreign key that climbs a floor ties the lower room's table to the upper room's."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Model

from tests.house.source import floors


def room_of(model: type[Model]) -> str:
    return model.__module__.split(".")[1]


def test_no_foreign_key_climbs_a_floor() -> None:
    floor = floors()
    climbing = []
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("sembilan."):
            continue
        for field in model._meta.get_fields():
            target = field.related_model
            if field.auto_created or not isinstance(target, type) or not target.__module__.startswith("sembilan."):
                continue
            here, there = room_of(model), room_of(target)
            if here != there and floor[there] >= floor[here]:
                climbing.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert climbing == []


def test_every_room_with_tables_stands_on_a_floor() -> None:
    rooms = {room_of(model) for model in apps.get_models() if model.__module__.startswith("sembilan.")}
    assert rooms - set(floors()) == set()


def test_the_faces_keep_no_tables() -> None:
    assert [
        model for model in apps.get_models() if model.__module__.startswith(("sembilan.web", "sembilan.cli", "sembilan.demo"))
    ] == []
