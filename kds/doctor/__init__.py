"""Examines an installation and says in plain words what to do."""

from kds.doctor.examine import examine
from kds.doctor.finding import Finding, Level

__all__ = ["Finding", "Level", "examine"]
