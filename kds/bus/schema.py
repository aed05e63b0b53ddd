"""What must hold before anyone uses a server: the stored schema is ours, and it has an epoch."""

from __future__ import annotations

from uuid import uuid4

import redis

from kds.bus.keys import SCHEMA_VERSION, Keys
from kds.bus.upgrading import STEPS
from kds.errors import KdsError


def prepare(client: redis.Redis, keys: Keys) -> str:
    """Mark a new server with schema and epoch, refuse one written by a newer kds; return the epoch.

    What an older kds has written is brought to the present schema first.

    The epoch is random and made once in a server's life: when it changes, everything that was
    stored is gone, and whoever remembers the old one starts anew.
    """
    pipe = client.pipeline(transaction=True)
    pipe.set(keys.schema, SCHEMA_VERSION, nx=True)
    pipe.set(keys.epoch, uuid4().hex, nx=True)
    pipe.get(keys.schema)
    pipe.get(keys.epoch)
    _, _, schema, epoch = pipe.execute()
    if int(schema) > SCHEMA_VERSION:
        raise KdsError(
            f"The bus holds schema {int(schema)}, this kds knows {SCHEMA_VERSION}. "
            "Update kds on this machine; nothing was changed."
        )
    for older in range(int(schema), SCHEMA_VERSION):
        STEPS[older](client, keys)
        client.set(keys.schema, older + 1)
    return str(epoch.decode())


def begin_anew(client: redis.Redis, keys: Keys) -> None:
    """Give a server that went back in time a new epoch, so that everyone starts anew."""
    client.set(keys.epoch, uuid4().hex)
