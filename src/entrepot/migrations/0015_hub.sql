-- Who works at the hub: carriers, platforms, zone firms, insurers, farms.
-- depends: 0014_look_up

alter table organisation drop constraint organisation_kind_check;
alter table organisation add constraint organisation_kind_check check (kind in (
    'trader', 'broker', 'site', 'office', 'agency', 'bank', 'house', 'partner', 'carrier',
    'platform', 'zone', 'insurer', 'farm'));
