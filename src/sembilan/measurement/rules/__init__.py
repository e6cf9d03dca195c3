"""Decisions of the room: what an answer counts, what an unanswered question counts, what a scale says, when it says nothing.

Pure, and over arrays: all who sat the same package are judged and scored together; one person is an array of one. A scale that
is measured by several packages (parallel forms) is scored package by package on the same theta, which the items' common parameters
fix. Tables (`table`), answers (`judging`), scores (`scoring`), what the signers must know (`quality`).
"""
