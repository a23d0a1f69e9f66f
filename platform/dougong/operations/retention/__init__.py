"""How long old things are kept: what administrators have chosen, and the job that lets go of the rest."""
