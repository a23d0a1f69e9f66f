"""XLSForm (xlsform.org: survey, choices, settings) as a form of ours."""
