"""`python -m bench [--quick] [NAME ...]`."""

from bench.run import main

if __name__ == "__main__":
    raise SystemExit(main())
