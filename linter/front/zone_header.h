/*
 * zone_header.h -- TTL, class and type of a record in a zone file: the first two in either order, both
 * optional (RFC 1035 section 5.1).
 */
#ifndef ZW_FRONT_ZONE_HEADER_H
#define ZW_FRONT_ZONE_HEADER_H

#include "model/rr.h"

/* RFC 2181 section 8 */
enum { ZONE_TTL_MAX = 2147483647 };

struct zone_header {
	bool has_ttl, has_class;
	uint32_t ttl; /* seconds */
	enum rr_type type;
};

enum zone_header_part {
	ZONE_HEADER_TTL,
	ZONE_HEADER_CLASS,
	ZONE_HEADER_TYPE, /* the last part */
	ZONE_HEADER_FAULT,
};

/* Takes the next word of a header. Of a fault ret_fault says why ("is no record type", fits behind the
 * word) and ret_nearest the type that it may mean, or NULL. */
enum zone_header_part zone_header_take(struct zone_header *header, struct str word,
				       const char **ret_fault, const char **ret_nearest);

#endif
