"""The standard library's logging, scrubbed: one formatter, two handlers, or all handlers at once.

    ScrubbingFormatter     wraps a formatter; the final text of a record is scrubbed
    ScrubbingHandler       wraps a handler of any kind, also one that reads records itself
    ScrubbingQueueHandler  scrubs before anything waits in a queue; may run its own listener
    protect_logging        every handler of every logger, now and later

Each takes `scrubber=`, or the paths `policy=` and `keyring=` from a configuration file. What the application logged is never
changed, nothing raises into it, and a record that cannot be scrubbed is one line that says so, counted in `withheld`.
"""

from pi_scrub.adapters.logging_handler.formatter import ScrubbingFormatter
from pi_scrub.adapters.logging_handler.handler import ScrubbingHandler
from pi_scrub.adapters.logging_handler.protect import Protection, protect_logging
from pi_scrub.adapters.logging_handler.queued import ScrubbingQueueHandler

__all__ = ["Protection", "ScrubbingFormatter", "ScrubbingHandler", "ScrubbingQueueHandler", "protect_logging"]
