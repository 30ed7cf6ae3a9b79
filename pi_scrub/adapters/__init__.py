"""The edge: what carries log lines from a framework or a terminal to the package, and nothing more."""
