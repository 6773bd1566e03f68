/*
 * record_parts.h -- one record on its way into the model: what records.c and octodns_record.c share.
 */
#ifndef ZW_FRONT_RECORD_PARTS_H
#define ZW_FRONT_RECORD_PARTS_H

#include "front/records.h"

struct record {
	struct record_reader *reader;
	const struct pair *pair; /* the owner's */
	const struct dname *owner;
	const struct node *node; /* the record's mapping */
	struct rrset *rrset;
	const char *type_name;
	bool lenient;
};

/* Adds the record's RRset, without values. `type_name` is set by the caller. */
void record_begin(struct record *record, enum rr_type type);

/* Reads `value` or `values`, which the record needs. */
void record_take_values(struct record *record);

/* Reads one value into the RRset, which has room for it; rdata-invalid where it is none. */
void record_take_value(struct record *record, const struct node *node);

/* Marks the RRset as pending where it came to no value. */
void record_end(struct record *record);

/* The name that NODE says, relative to ORIGIN (NULL: absolute); NULL, and a finding, where it is none. */
const struct dname *record_target(struct record *record, const struct node *node,
				  const struct dname *origin);

/* Whether a comment stands on the line of AT, or alone on the line above. */
bool record_has_reason(const struct source *source, struct span at);

#endif
