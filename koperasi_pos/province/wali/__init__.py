"""The wali: who they are, how they sign in, what they agreed to, what they see of their children and lay down."""
