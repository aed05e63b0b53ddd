"""All settings of an installation, from `kds.toml` and `KDS_*`; wrong ones are refused at start."""

from kds.settings.load import load
from kds.settings.model import Settings

__all__ = ["Settings", "load"]
