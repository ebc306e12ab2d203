"""Plans tasks that wait for each other: waves, critical path, cycles."""
