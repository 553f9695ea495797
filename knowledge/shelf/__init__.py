"""The content that ships: career paths, the programme, courses, events, and example vacancies."""
