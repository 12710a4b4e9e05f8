"""The inventory in files of others: tables (CSV, xlsx), HSDS 3, schema.org; in and out."""
