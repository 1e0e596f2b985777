"""Officers of the province: who they are, what they may see and do, how they sign in, what is written down of it."""
