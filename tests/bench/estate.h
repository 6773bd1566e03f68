/*
 * estate.h -- the estate that the benchmark reads: fixed, so that figures can be compared.
 *
 * RECORDS / 1,000 zones of 1,000 records each in octoDNS YAML, sorted as octoDNS writes them, and beside
 * them a project file and an estate. Of ten zones eight are public: addresses, CNAMEs, mail, services,
 * texts, delegations, wildcards. The other two are one team's domain below aws.example.com: the private
 * zone with its names, and the public zone of that name, which proves ownership and validates certificates
 * for them and must answer nothing else. All of it is drawn from fixed seeds, zone by zone.
 */
#ifndef ZW_TESTS_BENCH_ESTATE_H
#define ZW_TESTS_BENCH_ESTATE_H

#include "base/digest.h"
#include "base/vec.h"

enum { ESTATE_ZONE_RECORDS = 1000, ESTATE_STEP = 10 * ESTATE_ZONE_RECORDS };

struct estate_file {
	const char *path; /* below the folder */
	struct str bytes;
};

struct estate {
	VEC(struct estate_file) files; /* all YAML of the project, the project file first */
	size_t bytes;
	/* What `sha256sum FILE... | sha256sum` prints in the folder, the files in the order above. */
	char sha256[SHA256_HEX_SIZE];
};

/* Writes an estate of RECORDS (a multiple of ESTATE_STEP) into FOLDER, which may hold an older one of the
 * same size. FAILED where it cannot be written. */
MUST_USE enum status estate_write(const char *folder, size_t records, struct err *err);

/* Reads it back. The files live in ARENA. */
MUST_USE enum status estate_read(struct estate *estate, struct arena *arena, const char *folder,
				 size_t records, struct err *err);

/* The digest of an estate of so many records; NULL where it is not written down. */
const char *estate_known_sha256(size_t records);

#endif
