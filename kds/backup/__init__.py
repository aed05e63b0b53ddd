"""Backups: a consistent copy of an installation in one file, and an installation from one."""

from kds.backup.archive import make_backup
from kds.backup.manifest import Manifest
from kds.backup.restore import restore

__all__ = ["Manifest", "make_backup", "restore"]
