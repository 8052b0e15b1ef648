"""Published numbers reproduced with the functions of the published tables."""
