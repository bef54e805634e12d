"""What the bureau's papers of credit repair say, as data; typst lays them out (layouts/)."""
