"""The six questions of the campaign, one table for each, for countries, EECA and MENA."""
