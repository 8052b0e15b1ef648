"""Survey tools other than KoboToolbox: ODK Central, LimeSurvey, REDCap, Google Forms, SurveyCTO, DHIS2, templates.

One module per kind of file. What all kinds share (forms, mappings, records) stands in the package above.
"""
