"""`python -m sembilan.config.pages`, with Granian's own words: the page server.

The application, the last word, is loaded before Granian forks its processes: once instead of in each, and what they never
change stays one copy in memory. Loading opens no connection and starts no thread, which a fork would break.
"""

import gc
import runpy
import sys
from importlib import import_module

if __name__ == "__main__":
    import_module(sys.argv[-1].partition(":")[0])
    gc.freeze()  # what lives until the end is not looked through again, nor copied for it
    runpy.run_module("granian", run_name="__main__")
