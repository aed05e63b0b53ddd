"""Who may: people with PINs and sessions, displays that a manager paired, and what each did."""

from kds.access.access import Access
from kds.access.displays import Display, Pending
from kds.access.people import Person, Role

__all__ = ["Access", "Display", "Pending", "Person", "Role"]
