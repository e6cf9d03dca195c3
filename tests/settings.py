"""The product's settings as the tests start them: the mode has to stand in the environment before they are read."""

import os

os.environ["SEMBILAN_MODE"] = "test"

from sembilan.config.settings import *
