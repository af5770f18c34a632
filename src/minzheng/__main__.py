"""`python -m minzheng` is the `minzheng` command."""

import sys

from minzheng.config.entry import main

sys.exit(main(sys.argv[1:]))
