"""How quick the portal is, beside two yardsticks on the same machine; `make bench`."""
