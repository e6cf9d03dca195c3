"""How a report finds its words: plain numbers and dictionary texts in, sentences out."""
