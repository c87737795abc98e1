-- What the application's role may do, given again after every migration.
-- Quotes are only ever added: no update, no delete.
grant select, insert, update on pack to {role};
grant select, insert on measure, quote to {role};
