"""How good the guide is: questions with what should come of them, measures, and a floor under each."""
