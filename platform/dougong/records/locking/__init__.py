"""Locked records: nobody changes what is signed, sent or settled, through whatever door."""
