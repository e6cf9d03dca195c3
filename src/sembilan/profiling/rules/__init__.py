"""The pure rules of the room: arrays in, frozen results out; a person is an array of one.

Percentages are carried as whole hundredths (int32, 0..10000 for 0.00..100.00), so that every cut is a comparison of whole numbers.
What is not known is marked, never turned into zero.
"""
