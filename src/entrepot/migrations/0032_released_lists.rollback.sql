drop index express_list_by_reference;
drop index ecommerce_list_released;
