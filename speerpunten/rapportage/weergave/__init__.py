"""The renderings of a report: each from one `Stuk`, none asks the database."""
