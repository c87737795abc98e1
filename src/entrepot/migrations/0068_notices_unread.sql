-- A notice marked as read may be marked as unread again; while it is read, it was when it was.
-- depends: 0067_project_guard

create or replace function notice_stays() returns trigger language plpgsql as $$
declare
    moving text[] := '{read_at,mailed_at,tries,fault}';
begin
    if tg_op = 'DELETE' or (to_jsonb(new) - moving) is distinct from (to_jsonb(old) - moving)
        or (old.read_at is not null and new.read_at is not null and new.read_at is distinct from old.read_at)
        or (old.mailed_at is not null and new.mailed_at is distinct from old.mailed_at) then
        raise exception 'a notice stays as it was told, and is read and mailed once' using errcode = 'check_violation';
    end if;
    return new;
end $$;
