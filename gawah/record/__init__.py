"""The public record: its schema, its one canonical form, and the files a snapshot is made of."""
