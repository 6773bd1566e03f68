/*
 * zone_estate.h -- the zone files that the benchmark reads: fixed, so that figures can be compared.
 *
 * RECORDS records in so many ZONES of one size, a file each, `shop0.example.net.zone` and so on: the public
 * zones of estate.h, with an SOA record. A record is a line that says owner, TTL, class and type, as
 * `named-compilezone -s full` and `kzonecheck -p` write them, but for the relative owner.
 */
#ifndef ZW_TESTS_BENCH_ZONE_ESTATE_H
#define ZW_TESTS_BENCH_ZONE_ESTATE_H

#include "base/digest.h"
#include "base/str.h"

/* Writes them into FOLDER. RET_SHA256 takes the digest of what `sha256sum` prints of the files, in the order
 * of their numbers; RET_BYTES their octets. FAILED where they cannot be written. */
MUST_USE enum status zone_estate_write(const char *folder, size_t zones, size_t records,
				       char *ret_sha256, size_t *ret_bytes, struct err *err);

/* The digest of so many records in so many zones; NULL where it is not written down. */
const char *zone_estate_known_sha256(size_t zones, size_t records);

/* The name of zone NUMBER, and its file's in the folder; both live in ARENA. */
const char *zone_estate_name(struct arena *arena, size_t number);
const char *zone_estate_file(struct arena *arena, size_t number);

#endif
