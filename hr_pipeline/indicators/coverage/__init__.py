"""Population sizes and the coverage of services: tables in, tables out."""
