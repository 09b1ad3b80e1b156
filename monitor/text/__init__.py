"""Pure text work: folding with a map back, sentences, figures, dates, languages."""
