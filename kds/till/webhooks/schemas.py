"""JSON Schemas of the webhooks: `python -m kds.till.webhooks.schemas FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from kds.bus.schemas import event_schema, write
from kds.till.webhooks.events import DATA_OF


def all_schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of each webhook's body by its file name."""
    return {f"{name}.json": event_schema(name, data, (name,)) for name, data in DATA_OF.items()}


if __name__ == "__main__":
    folder = sys.argv[1] if len(sys.argv) > 1 else "docs/schemas/webhooks"
    for path in write(Path(folder), all_schemas()):
        sys.stdout.write(f"{path}\n")
