"""The keys of the installation: which values need which, and how a new one takes over."""
