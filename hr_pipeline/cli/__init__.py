"""The `hr-pipeline` command: options in, one function called, what came back shown. No figure is computed here."""
