"""Pages and API.

Reading order: verbs is what is asked of the service, main binds it, app puts the routes
together; api and bodies are the API; pages, forms, views, glance and render the pages; pdf
and sheet the files; language and words speak English and Chinese; access, guard and problems
keep order; collect gathers the browser libraries at set-up.
"""
