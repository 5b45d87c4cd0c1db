"""Gawah: sealed reports, documented cases, a signed public record."""
