"""Apps that are deleted for good leave a full archive behind, from which an administrator brings them back."""
