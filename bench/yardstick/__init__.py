"""What Django costs on this machine with nothing of ours: an empty view and a plain list.

Frozen: the figures of two versions of the portal are compared by it.
"""
