"""`python -m pi_scrub` is `pi-scrub`."""

from pi_scrub.adapters.cli import main

if __name__ == "__main__":
    main()
