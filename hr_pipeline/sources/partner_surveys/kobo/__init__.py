"""KoboToolbox exports: API pages, workbooks and text files, read with their form."""
