"""The library: what it holds, how it is kept, how it is searched."""

import os

# Before numpy is loaded: its products are small here, and a second thread costs more than it brings (on a busy
# machine ten times as much, as each waits for the other).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
