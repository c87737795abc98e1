-- Which lists stand on a declaration is asked with each list that names it.
-- depends: 0018_bonded

create index verification_list_by_declaration on verification_list (declaration) where declaration <> '';
