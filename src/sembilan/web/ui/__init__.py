"""What every face shares: tokens of the look, components, the candidate's runner, vendored JavaScript.

Nouns: token (tokens.css), component (a macro of ui/macros.html), controller (a small script bound by data- attributes).
IDs carry meaning, classes carry style, data- attributes carry behaviour. Must never know: a room, a model, a rule.
"""
