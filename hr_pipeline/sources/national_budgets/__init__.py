"""sources/national_budgets"""
