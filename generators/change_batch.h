/*
 * change_batch.h -- the bodies of `aws route53 change-resource-record-sets --cli-input-json`, and
 * their inverses. Names and values are in the form of model/route53.h.
 */
#ifndef ZW_GENERATORS_CHANGE_BATCH_H
#define ZW_GENERATORS_CHANGE_BATCH_H

#include "base/json.h"
#include "index/plan.h"

/* What becomes of a batch in a file. */
enum batch_form {
	BATCH_FORWARD, /* as it stands */
	BATCH_INVERSE, /* undone, last change first: DELETE for CREATE and the other way round, UPSERT of
			* what was present for an UPSERT */
};

/*
 * Writes the members HostedZoneId and ChangeBatch into the open object of JSON. What is not known
 * (the zone's id, the values of a record set, an alias target's name) is null, so that no part of
 * AWS takes the body by mistake. COMMENT has at most 256 characters. The inverse of an UPSERT is
 * right only where the snapshot says what was present.
 */
void change_batch_write(struct json *json, const struct zone *zone, const struct batch *batch,
			enum batch_form form, const char *comment, struct arena *arena);

#endif
