"""The Catalog: everything the document says, typed, classified and stored."""
