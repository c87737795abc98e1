-- A handbook is reported for its settlement before it is closed; one that is late has a case.
-- depends: 0038_refund_by_mandate

alter table account_book drop constraint account_book_state_check;
alter table account_book add constraint account_book_state_check check (state in ('open', 'reported', 'closed'));
alter table account_book add constraint account_book_reported check (state <> 'reported' or kind = 'handbook');

create table handbook_settlement (
    id bigint generated always as identity primary key,
    book_id bigint not null references account_book (id),
    statement json not null,
    reported_by text not null references account (id),
    reported_at timestamptz not null,
    outcome text not null default '' check (outcome in ('', 'reopened', 'closed')),
    decided_by text references account (id),
    decided_at timestamptz,
    reason text not null default '',
    receipt text not null default '',
    owed json,
    check ((outcome = '') = (decided_by is null) and (outcome = '') = (decided_at is null)),
    constraint handbook_settlement_four_eyes check (decided_by <> reported_by)
);
comment on table handbook_settlement is 'A handbook reported for settlement: the statement as it was, and what became of it. Who reported it does not decide it.';
create unique index handbook_settlement_once on handbook_settlement (book_id) where outcome = '';
create index handbook_settlement_by_book on handbook_settlement (book_id, id desc);
alter table handbook_settlement enable row level security;
alter table handbook_settlement force row level security;
create policy handbook_settlement_read on handbook_settlement for select using ((select true from account_book b where b.id = book_id));
create policy handbook_settlement_add on handbook_settlement for insert with check (current_setting('app.scope', true) = 'system');
create policy handbook_settlement_change on handbook_settlement for update using (current_setting('app.scope', true) = 'system');

create function handbook_settlement_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.outcome <> '' or (new.id, new.book_id, new.reported_by, new.reported_at)
            is distinct from (old.id, old.book_id, old.reported_by, old.reported_at)
        or new.statement::text is distinct from old.statement::text then
        raise exception 'a settlement keeps what was reported; one that was decided stays'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger handbook_settlement_stays before update or delete on handbook_settlement for each row execute function handbook_settlement_stays();

alter table bonded_case alter column repair_id drop not null;
alter table bonded_case add column book_id bigint references account_book (id);
alter table bonded_case add constraint bonded_case_of_one check (num_nonnulls(repair_id, book_id) = 1);
create unique index bonded_case_of_book on bonded_case (book_id, due_on) where book_id is not null;
alter policy bonded_case_read on bonded_case using (
    (select true from repair r where r.id = repair_id) or (select true from account_book b where b.id = book_id));
comment on table bonded_case is 'A case about goods that should have left again by a day, or a handbook that should have been reported by one: opened once for each day, the next morning; closed when that is done.';
