"""API tongues that others defined: translation only, no query, no rule."""
