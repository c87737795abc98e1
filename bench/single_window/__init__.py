"""Parts of the bench of the single window; `bench/window.py` runs them."""
