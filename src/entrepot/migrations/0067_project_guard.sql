-- The rows of a statement are held against the projects as one set, not one by one;
-- and the exclusion's index finds membership by project.
-- depends: 0065_rolls

create or replace function refers_to_project() returns trigger language plpgsql as $$
begin
    if exists (select project_id from added except select id from project) then
        raise exception 'there is no such project' using errcode = 'foreign_key_violation';
    end if;
    return null;
end $$;
drop index project_list_by_project;
