/*
 * look.h -- the look-up within a zone with faults that can be switched on.
 *
 * It is written from the RFCs and not from zone_lookup(): it looks for cuts and DNAMEs from the apex
 * downwards, then for the name itself, then for the closest encloser from the name upwards. Without a
 * fault it must give what zone_lookup() gives; with one, the server must contradict it.
 */
#ifndef ZW_TESTS_DIFFERENTIAL_LOOK_H
#define ZW_TESTS_DIFFERENTIAL_LOOK_H

#include "index/zone_index.h"

enum fault {
	FAULT_NONE,
	FAULT_EMPTY_IGNORED,	 /* an empty non-terminal does not exist */
	FAULT_WILDCARD_PAST,	 /* a wildcard above the closest encloser is taken */
	FAULT_WILDCARD_CUT,	 /* a wildcard above a zone cut covers names below the cut */
	FAULT_DNAME_AT_OWNER,	 /* a DNAME redirects its owner too */
	FAULT_DNAME_NOT_BELOW,	 /* a DNAME redirects nothing */
	FAULT_CNAME_IGNORED,	 /* a CNAME answers only for the type CNAME */
	FAULT_CNAME_FOLLOWED,	 /* a CNAME is followed for the type CNAME too */
	FAULT_REFERRAL_MISSED,	 /* the name of a cut itself is answered, not referred */
	FAULT_CASE,		 /* letters of another case are another name */
	FAULT_WILDCARD_NXDOMAIN, /* NXDOMAIN where the wildcard has other types */
	FAULTS,
	LOOK_PRODUCT = FAULTS, /* zone_lookup() itself */
};

/* "an empty non-terminal is ignored" */
const char *fault_name(enum fault fault);

/* What a server of ZONE would answer with FAULT. NAME was asked as ASKED, which has its length.
 * SCRATCH takes names. */
struct zone_answer look(enum fault fault, const struct zone_index *zone, const struct dname *name,
			const uint8_t *asked, enum rr_type type, struct arena *scratch);

#endif
