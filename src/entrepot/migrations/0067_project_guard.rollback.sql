create or replace function refers_to_project() returns trigger language plpgsql as $$
begin
    if exists (select from added a where not exists (
        select from project p where p.id = a.project_id)) then
        raise exception 'there is no such project' using errcode = 'foreign_key_violation';
    end if;
    return null;
end $$;
create index project_list_by_project on project_list (project_id);
