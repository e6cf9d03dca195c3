"""The mathematics of measurement: from answers to a position with its error. NumPy and SciPy only, usable in a notebook.

Nouns: response model (`models`), Grid (`quadrature`), Score (`scoring`), Reliability (`quality`), CutTable (`standards`).
Letters: theta the measured position (mean 0, standard deviation 1 in the reference population), a discrimination, b difficulty,
c lower asymptote. Must never know: a name, a database, the clock; randomness is handed in. See docs/algorithms/scoring.md.
"""
