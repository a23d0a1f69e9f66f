"""The app as a whole: what is unpublished, published at once, numbered, compared and put back."""
