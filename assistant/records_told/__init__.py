"""What code tells of records from the catalogue: counts, lists, who took part."""
