"""One function per thing a person can do.

Reading order: desk holds what is loaded; fields and request check what is asked; quotes and
duties answer it, with the exchange of the day in rates; document tells the answer as JSON;
places, regions and home are the rest.
"""
