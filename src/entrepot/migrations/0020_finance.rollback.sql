drop table vat_invoice, refund_export, refund_case, working_day, calendar_version, cover_claim, cover_answer;
drop function refund_case_stays, cover_claim_stays;
drop trigger cover_stays on cover;
drop function cover_stays;
drop trigger cover_move_stays on cover_move;
drop trigger cover_move_not_emptied on cover_move;
drop policy cover_move_read on cover_move;
drop policy cover_move_add on cover_move;
drop policy cover_read on cover;
-- Only the deposits of firms with the moves of declarations were known before.
delete from cover_move m using cover c
    where c.id = m.cover_id and (m.declaration_id is null or c.kind <> 'cash' or c.org_id is null);
delete from cover where kind <> 'cash' or org_id is null;
alter table cover_move drop constraint cover_move_kind;
alter table cover_move add column org_id text;
update cover_move m set org_id = c.org_id from cover c where c.id = m.cover_id;
drop index cover_move_by_ref;
alter table cover_move
    drop column cover_id,
    drop column ref,
    drop column made_by,
    alter column org_id set not null,
    alter column declaration_id set not null,
    add constraint cover_move_kind_check check (kind in ('reserve', 'free', 'use'));
alter table cover
    drop column id,
    drop column reference,
    drop column issuer,
    drop column issuer_name,
    drop column claimed,
    drop column state,
    drop column first_day,
    drop column last_day,
    drop column made_by,
    drop column made_at,
    drop column activated_by,
    drop column activated_at,
    drop constraint cover_kind,
    alter column org_id set not null,
    alter column kind set default 'cash_deposit',
    add constraint cover_check check (reserved + used <= ceiling);
drop index cover_one_deposit;
drop index cover_by_org;
alter table cover add primary key (org_id);
alter table cover_move add foreign key (org_id) references cover (org_id);
update cover set kind = 'cash_deposit';
comment on table cover is 'What a firm has deposited as security; never more is reserved and used than is there.';
comment on table cover_move is 'Each reservation, release and use of a cover.';
create policy cover_read on cover for select using (
    current_setting('app.scope', true) in ('system', 'audit', 'office')
    or org_id = current_setting('app.org', true)
    or org_id = any (string_to_array(current_setting('app.principals', true), ',')));
create policy cover_move_read on cover_move for select using ((select true from declaration d where d.id = declaration_id));
create policy cover_move_add on cover_move for insert with check (may_write() and (select true from declaration d where d.id = declaration_id));
create policy cover_move_change on cover_move for update using (may_write() and (select true from declaration d where d.id = declaration_id));
drop function new_reference;
