"""Statistical disclosure control: which counts of people are hidden, so that none of them can be worked out.

`thresholds.py` says what is small, `figures.py` finds the counts in published tables and how they are related,
`suppression.py` hides, `audit.py` proves with linear programs that what is hidden stays hidden. Pure functions over
frames; reading earlier releases and taking hidden values out of a release belong to `hr_pipeline.releases`.

What an attacker is taken to know: every published value, every value that an earlier release published and that has
not changed, how counts add up, and that hidden counts are whole and not zero. He does not know which cells were hidden
for their own sake: 6 = [1] + [5] falls at once when the first is marked as small and the second as its cover. The kind
therefore stays at home.
"""
