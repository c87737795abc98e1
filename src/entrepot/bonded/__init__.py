"""Goods under bond and by parcel: account books, gate passes, repair, lease, e-commerce. Pure."""
