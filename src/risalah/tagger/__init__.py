"""A tagger learned from data a user has, on top of the rules: trained, kept and used only when asked for."""
