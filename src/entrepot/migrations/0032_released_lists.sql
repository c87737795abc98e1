-- The released lists and the parcels of a firm, page by page, for `entrepot movements`.
-- depends: 0018_bonded 0019_ecommerce

create index ecommerce_list_released on ecommerce_list (org_id, reference) where released_on is not null;
create index express_list_by_reference on express_list (org_id, reference);
