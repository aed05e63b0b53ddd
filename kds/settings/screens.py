"""What screens are told by kds.toml: from which age on a ticket is in a hurry, and late."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kds.orders.order import Service
from kds.orders.preparation import Ages
from kds.settings.lines import Path
from kds.settings.table import Minutes, Table


class AgeSteps(Table, frozen=True):
    """After how many minutes a ticket of one service is in a hurry, and after how many late."""

    hurry_min: Minutes = 5
    late_min: Minutes = 8


class ScreenSettings(Table, frozen=True):
    """What all screens of the kitchen share: the steps of age, by service."""

    age: dict[Service, AgeSteps] = msgspec.field(default_factory=dict)

    @property
    def age_steps(self) -> dict[str, AgeSteps]:
        """Return the steps of every service, the defaults among them."""
        return {service.value: self.age.get(service, AgeSteps()) for service in Service}

    @property
    def ages(self) -> dict[str, Ages]:
        """Return the steps of every service in seconds."""
        return {
            service: Ages(steps.hurry_min * 60, steps.late_min * 60)
            for service, steps in self.age_steps.items()
        }


def screen_faults(screens: ScreenSettings) -> Iterator[tuple[Path, str]]:
    """Yield (path, reason) for each service whose tickets are late before they are in a hurry."""
    for service, steps in screens.age.items():
        if steps.hurry_min >= steps.late_min:
            path = ("screens", "age", service.value, "hurry_min")
            yield path, f"must be less than late_min, which is {steps.late_min}"
