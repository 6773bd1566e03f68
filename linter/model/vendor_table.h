/*
 * vendor_table.h -- services that give a name to whoever asks for it first: a CNAME that is left behind
 * when its service is cancelled leads to the next customer.
 *
 * Dated facts of others live here and nowhere else. The suffixes are those for which taking over has been
 * shown, or which the provider itself warns of; a service that asks for a proof of ownership first is no row.
 */
#ifndef ZW_MODEL_VENDOR_TABLE_H
#define ZW_MODEL_VENDOR_TABLE_H

#include "model/dname.h"

/* What the table was read in, and when. */
#define VENDOR_TABLE_SOURCE                                                                        \
	"punk-security/dnsReaper, signatures (2025-10-04); Microsoft Learn, \"Prevent dangling "   \
	"DNS entries and avoid subdomain takeover\" (read 2026-11-24)"

struct vendor {
	const char *suffix; /* the name itself, and all names below it: "azurewebsites.net" */
	const char *service;
};

/* All rows, by suffix in the order of octets. */
const struct vendor *vendors(size_t *ret_count);

/* The row with the longest suffix that NAME ends in, or NULL. */
const struct vendor *vendor_of(const struct dname *name);

#endif
