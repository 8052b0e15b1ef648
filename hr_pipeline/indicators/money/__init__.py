"""Money for harm reduction: budgets, spending, who pays, double counting."""
