"""Pages of the item bank: what there is, one item with its curves, its editor, its review, and the state of evidence."""
