"""Every Python that finds this at its start (the suite's own and those it starts) makes keys that can be told.

Strategy: 32 random bytes are a secret, and nothing else is. Of those that a Python gives out from now on the first 24 are a
mark, and 8 stay random, so no two keys are the same. What holds the mark, in any form, holds a key.
"""

import os
import sys

MARK = bytes.fromhex("c17e9a04d36bf285901cae7743e85d2fb66a0f91d8e42357")
SECRET_BYTES = 32

_urandom = os.urandom


def _marked(size: int) -> bytes:
    return MARK + _urandom(size - len(MARK)) if size == SECRET_BYTES else _urandom(size)


os.urandom = _marked
if "random" in sys.modules:  # it took the function by name, and `secrets` asks it
    sys.modules["random"]._urandom = _marked  # type: ignore[attr-defined]
