-- A list goes through the gate on several vehicles: each carries a share, and what it carries moves with it.
-- depends: 0039_handbook_settlement

alter table verification_list add column pieces integer check (pieces > 0);
alter table verification_list drop constraint verification_list_state_check;
alter table verification_list add constraint verification_list_state_check check (state in
    ('submitted', 'approved', 'partly passed', 'passed', 'ended', 'refused', 'withdrawn'));

alter table gate_pass_list add column gross_mass_kg numeric(14, 3) check (gross_mass_kg > 0);
alter table gate_pass_list add column pieces integer check (pieces > 0);
create table gate_pass_line (
    pass_id bigint not null,
    list_id bigint not null,
    item text not null,
    quantity numeric(20, 5) not null check (quantity > 0),
    primary key (pass_id, list_id, item),
    unique (pass_id, list_id, item, quantity),
    foreign key (pass_id, list_id) references gate_pass_list (pass_id, list_id),
    foreign key (list_id, item) references list_line (list_id, item)
);
comment on table gate_pass_line is 'What a gate pass carries of an item of a list. Only ever added to; the shares of the passes that are not cancelled never exceed the list.';

-- Until now a pass carried the whole of each of its lists.
alter table verification_list no force row level security;
alter table list_line no force row level security;
alter table gate_pass_list no force row level security;
update gate_pass_list l set gross_mass_kg = v.gross_mass_kg from verification_list v where v.id = l.list_id;
insert into gate_pass_line (pass_id, list_id, item, quantity)
select l.pass_id, l.list_id, n.item, n.quantity from gate_pass_list l join list_line n on n.list_id = l.list_id;
alter table verification_list force row level security;
alter table list_line force row level security;
alter table gate_pass_list force row level security;

alter table gate_pass_list alter column gross_mass_kg set not null;
comment on table gate_pass_list is 'The lists of a gate pass, and the share of each that it carries. A share counts until its pass is cancelled.';
drop index gate_pass_list_once;
create index gate_pass_list_by_list on gate_pass_list (list_id) where is_live;
create index gate_pass_line_by_item on gate_pass_line (list_id, item);

alter table book_move add column pass_id bigint references gate_pass (id);
alter table book_move add constraint book_move_of_pass check (pass_id is null or (list_id is not null and stage = 'final'));
alter table book_move add constraint book_move_as_carried foreign key (pass_id, list_id, item, quantity)
    references gate_pass_line (pass_id, list_id, item, quantity);
drop index book_move_once_of_list;
create unique index book_move_once_of_list on book_move (list_id, item, stage, pass_id) nulls not distinct
    where list_id is not null;

create function share_fits_list() returns trigger language plpgsql as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
    is_over boolean;
begin
    perform set_config('app.scope', 'system', true);
    perform from verification_list where id = new.list_id for no key update; -- who shares it at the same time waits
    select sum(l.gross_mass_kg) > min(v.gross_mass_kg)
        or bool_or((l.pieces is null) <> (v.pieces is null)) or sum(l.pieces) > min(v.pieces) into is_over
    from gate_pass_list l join verification_list v on v.id = l.list_id where l.list_id = new.list_id and l.is_live;
    perform set_config('app.scope', scope, true);
    if is_over then
        raise exception 'the gate passes of a list carry more of it than there is'
            using errcode = 'check_violation', constraint = 'gate_pass_list_fits';
    end if;
    return null;
end $$;
create trigger share_fits_list after insert on gate_pass_list for each row execute function share_fits_list();

create function share_fits_line() returns trigger language plpgsql as $$
declare
    scope text := coalesce(current_setting('app.scope', true), '');
    is_over boolean;
begin
    perform set_config('app.scope', 'system', true);
    perform from verification_list where id = new.list_id for no key update;
    select sum(s.quantity) > min(n.quantity) into is_over
    from gate_pass_line s join gate_pass_list l on l.pass_id = s.pass_id and l.list_id = s.list_id
        join list_line n on n.list_id = s.list_id and n.item = s.item
    where s.list_id = new.list_id and s.item = new.item and l.is_live;
    perform set_config('app.scope', scope, true);
    if is_over then
        raise exception 'the gate passes of a list carry more of % than there is', new.item
            using errcode = 'check_violation', constraint = 'gate_pass_line_fits';
    end if;
    return null;
end $$;
create trigger share_fits_line after insert on gate_pass_line for each row execute function share_fits_line();

create function share_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or not old.is_live or new.is_live
        or (new.pass_id, new.list_id, new.gross_mass_kg, new.pieces)
            is distinct from (old.pass_id, old.list_id, old.gross_mass_kg, old.pieces)
        or exists (select from gate_pass g where g.id = old.pass_id and g.state = 'passed') then
        raise exception 'a share stays as it was made; it only falls away with its pass before that has passed'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger share_stays before update or delete on gate_pass_list for each row execute function share_stays();

alter table gate_pass_line enable row level security;
alter table gate_pass_line force row level security;
create policy gate_pass_line_read on gate_pass_line for select using ((select true from gate_pass g where g.id = pass_id));
create policy gate_pass_line_add on gate_pass_line for insert with check (current_setting('app.scope', true) = 'system');
create trigger gate_pass_line_stays before update or delete on gate_pass_line for each row execute function refuse_change();
create trigger gate_pass_line_not_emptied before truncate on gate_pass_line for each statement execute function refuse_change();
