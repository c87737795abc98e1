alter table organisation drop constraint organisation_kind_check;
alter table organisation add constraint organisation_kind_check check (kind in (
    'trader', 'broker', 'site', 'office', 'agency', 'bank', 'house', 'partner'));
