"""Events: what happened or is planned, told by the narrator or inside a statement."""
