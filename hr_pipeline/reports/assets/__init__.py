"""Style, scripts and pages' shared files, copied into each site."""
