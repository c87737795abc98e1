"""Goods under bond and by parcel. Pure.

Reading order: consumption says what a product takes, books what lies where, steps who may do
what from which state; passes and count prove it, repair and lease are ways of their own. By
list: intake reads a line, ecommerce matches and ecommerce_tax taxes it, allowance keeps a
person's year, express takes parcels, offshore deals that never come in.
"""
