"""Response models: how probable each category of an item is at each theta. One module per model, one contract for all.

A model is its frozen, validated parameters: Logistic (`logistic`: Rasch, 2PL, 3PL), Graded (`graded`: Samejima).
The contract every model keeps is ResponseModel (`response`); what is broken is named in `errors`.
Logits, no scaling constant 1.7. Must never know: a person, a form, a prior.
"""
