"""`python -m bench [--quick] [NAME ...]`."""

from bench.run import main

raise SystemExit(main())
