package io.rowferry.bus;

/**
 * A batch's rows as they travel.
 *
 * @param bytes packed
 * @param checksum SHA-256 of the unpacked bytes, in hex
 * @param rows how many rows are inside
 */
public record PackedBody(byte[] bytes, String checksum, int rows) {}
