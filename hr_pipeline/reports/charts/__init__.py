"""Charts as declarative Vega-Lite specifications: which rows, which columns, how they are drawn."""
