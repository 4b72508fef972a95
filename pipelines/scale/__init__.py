"""Re-parse in several processes, shards or on a cluster: the archive cut into slices, part files, one writer."""
