/*
 * records.h -- records as octoDNS writes them in YAML, and as `zones:` of an estate takes them over.
 *
 *	"":
 *	  - {type: MX, values: [{preference: 10, exchange: mx.example.net.}]}
 *	www: {type: CNAME, ttl: 300, value: web.example.net.}
 *
 * Owner names are relative to the zone; "" and "@" are its apex. Targets without a final dot are
 * absolute. TXT may escape `;` or not; chunks are ours to make.
 */
#ifndef ZW_FRONT_RECORDS_H
#define ZW_FRONT_RECORDS_H

#include "front/decode.h"
#include "model/model.h"

enum record_dialect {
	RECORDS_NATIVE,	 /* unknown keys are errors; `alias:` and logical targets */
	RECORDS_OCTODNS, /* keys for providers and processors pass; ALIAS, provider-specific types */
};

/* A record that leads to a load balancer by its logical name, to be linked when all are known. */
struct logical_target {
	struct text name;
	struct rrset *rrset;
	struct target *target;
	bool by_cname; /* a CNAME to the generated name, not an alias */
};

struct logical_targets {
	VEC(struct logical_target) items;
};

struct octodns_hosted;

struct record_reader {
	struct decoder decoder;
	struct model *model;
	const struct source *source;
	struct zone *zone;
	enum record_dialect dialect;
	uint32_t default_ttl;
	bool lenient;			     /* octoDNS: of all records of the zone */
	const struct octodns_hosted *hosted; /* octoDNS: the zone of a configuration; NULL: none */
	struct logical_targets *targets;     /* in the model's arena */
	const char *origins[RR_CAA + 1];     /* "the A record", by type: made once a zone */
};

/* Adds the records of NODE (a mapping of owner names) to the reader's zone. */
void records_read(struct record_reader *reader, const struct node *node);

/* Whether NODE is a record, or a list of records: a mapping with `type`. */
bool records_recognise(const struct node *node);

/* Links logical targets; unresolved-reference where no load balancer has the name. */
void records_link(struct model *model, struct diag_list *diags, struct logical_targets *targets);

#endif
