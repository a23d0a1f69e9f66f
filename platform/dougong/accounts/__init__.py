"""The ways to an account: letters about it, providers one signs in through, what is kept of a person."""
