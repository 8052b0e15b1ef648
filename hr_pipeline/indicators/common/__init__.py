"""What several rooms of indicators share: figures and contributions, draws, ratios, currency and calendar years."""
