-- What the application's role may do, given again after every migration.
-- Quotes are only ever added: no update, no delete.
do $$
begin
    if exists (select from pg_roles where rolname = 'entrepot_app') then
        grant select, insert, update on pack to entrepot_app;
        grant select, insert on measure, quote to entrepot_app;
    end if;
end
$$;
